import type { AccountRequest, AccountType, Direction } from '@pacioli/contracts/account';
import { holdIdOf, journalEntryIdOf, keyIdOf } from '@pacioli/contracts/operation-id';
import type { PaymentEventType } from '@pacioli/contracts/payment-event';
import { paymentRecord } from '@pacioli/contracts/payment-event.testing';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { normalBalance, postedBalance } from './balance';
import { StoredLedger } from './stored-ledger.testing';

/**
 * Tests as tables, an event a line, what must come of it behind the arrow:
 *
 *     book                                      -> done
 *     asset cash GBP                            -> done
 *     liability card GBP min=-5 max=none        -> done
 *     transfer cash card 10 GBP, at cash#0      -> posted cash=10 card=10 cash#1
 *     entry D cash 5 GBP, C card 5 GBP          -> posted
 *     transfer cash card 10 EUR                 -> currency_mismatch
 *     transfer cash card 1 GBP, if cash posted gte 5, if card available lte 9 -> posted
 *     fx eur gbp 100 GBP 1.17 EUR t-gbp t-eur rest 116 -> posted rest=1
 *     reverse 3, at cash#1                      -> posted
 *     hold cash card 10 GBP, until 5000         -> posted
 *     capture ^1 4 final                        -> posted
 *     void ^2                                   -> hold_already_captured
 *     expire ^3                                 -> hold_already_captured
 *     suspend cash 1.0                          -> version_conflict
 *     change cash min=-5 max=none               -> done
 *     batch transfer cash card 1 GBP | hold cash card 5 GBP -> posted
 *     month 0 5000                              -> period_not_over
 *     transfer cash card 1 GBP, on 4000         -> period_closed
 *     in globex @1000 transfer a b 1 GBP        -> book_not_found
 *     poison                                    -> dead_lettered
 *
 * An exchange names the account that receives, the one that gives, what is sold, the rate, the currency bought, the trading
 * accounts of both, the rounding account, and then what really came in. Accounts and holds have metadata, of which a change adds
 * a pair. An entry is reversed, and a hold captured, voided and expired, by the number of its line, from 0 on, or by how many lines
 * before it stands (`^1`), and within a batch by its place (`^1/2`); `suspend`, `activate`, `close` and `change` may give the
 * version and revision at which the account should be. An outcome is a status or the code of a refusal; after it may stand
 * posted balances (`cash=10`) and versions (`cash#1`). `in` names the book, acme unless given, and `@` the time at which the broker appended the record.
 */
export function play(script: string): { wanted: string[]; played: string[]; ledger: StoredLedger } {
  const ledger = new StoredLedger();
  const lines = script.split('\n').map((line) => line.trim().replace(/\s+/g, ' '));
  const wanted = lines.filter((line) => line !== '');
  const played = wanted.map((line, index) => {
    const [event = '', outcome = ''] = line.split(' -> ');
    const { decision } = ledger.decide(recordOf(event, index));
    const [, ...states] = outcome.split(' ');
    const happened = decision.status === 'rejected' ? decision.code! : decision.status;
    return `${event} -> ${[happened, ...states.map((state) => stateNow(ledger, decision.book, state))].join(' ')}`;
  });
  return { wanted, played, ledger };
}

/** Expects of every event what its line says, and returns the ledger as the last one left it. */
export function expectScript(script: string): StoredLedger {
  const { wanted, played, ledger } = play(script);
  expect(played).toEqual(wanted);
  return ledger;
}

/** The record of an event as a script writes it. */
export function recordOf(event: string, index: number): TopicRecord {
  const given = { book: 'acme', timestamp: 0, offset: BigInt(index), idempotencyKey: `key ${index}` };
  let rest = event;
  for (let match; (match = /^(?:in (\S+)|@(\d+)) /.exec(rest)); rest = rest.slice(match[0].length)) {
    given.book = match[1] ?? given.book;
    given.timestamp = Number(match[2] ?? given.timestamp);
  }
  if (rest === 'poison') return { ...paymentRecord('book.requested.v1', {}, given), key: null };
  const { type, body } = askedFor(rest, index, given.book);
  return paymentRecord(type, body, given);
}

interface Asked {
  readonly type: PaymentEventType;
  readonly body: object;
}

function askedFor(event: string, index: number, book: string): Asked {
  const [head = '', ...parts] = event.split(', ');
  const [verb = '', ...rest] = head.split(' ');
  const entryOf = (line: string) => {
    const [number = '', place = '0'] = line.replace('^', '').split('/');
    const at = line.startsWith('^') ? index - Number(number) : Number(number);
    return journalEntryIdOf(keyIdOf('http', book, `key ${at}`), Number(place));
  };
  switch (verb) {
    case 'month': {
      const [from, until, zone = 'UTC'] = rest;
      const [starts_at, ends_at] = [from, until].map((time) => new Date(Number(time)).toISOString());
      const period = new Date(Number(from)).toISOString().slice(0, 7);
      return { type: 'period-close.requested.v1', body: { period, time_zone: zone, starts_at, ends_at } };
    }
    case 'batch': {
      const operations = event
        .slice('batch '.length)
        .split(' | ')
        .map((one) => askedFor(one, index, book));
      return {
        type: 'batch.requested.v1',
        body: { operations: operations.map(({ type, body }) => ({ type: OPERATION[type], ...body })) },
      };
    }
    case 'book':
      return { type: 'book.requested.v1', body: { id: book, name: book } };
    case 'transfer': {
      const [debit, credit, amount, currency] = rest;
      const body = { debit, credit, amount, currency, ...circumstancesOf(parts) };
      return { type: 'transfer.requested.v1', body: body };
    }
    case 'fx': {
      const [debit, credit, sold, sold_currency, rate, bought_currency, trading_sold, trading_bought] = rest;
      const [rounding, bought] = rest.slice(8);
      const body = {
        ...{ debit, credit, sold, sold_currency, rate, bought_currency },
        ...{ trading_sold, trading_bought, rounding, ...(bought !== undefined && { bought }) },
        ...circumstancesOf(parts),
      };
      return { type: 'fx-transfer.requested.v1', body };
    }
    case 'entry': {
      const postings = [rest.join(' '), ...parts]
        .filter((part) => !/^(at|if|until|on) /.test(part))
        .map(postingOf);
      return { type: 'journal-entry.requested.v1', body: { postings, ...circumstancesOf(parts) } };
    }
    case 'hold': {
      const [debit, credit, amount, currency] = rest;
      const body = {
        ...{ debit, credit, amount, currency, metadata: METADATA },
        ...{ ...untilOf(parts), ...circumstancesOf(parts) },
      };
      return { type: 'hold.requested.v1', body };
    }
    case 'reverse': {
      const body = { journal_entry: entryOf(rest[0]!), ...circumstancesOf(parts) };
      return { type: 'reversal.requested.v1', body: body };
    }
    case 'capture': {
      const [, ...words] = rest;
      const amount = words.find((word) => /^\d+$/.test(word));
      const body = {
        hold: holdIdOf(entryOf(rest[0]!)),
        ...(amount !== undefined && { amount }),
        ...(words.includes('final') && { final: true }),
        ...circumstancesOf(parts),
      };
      return { type: 'capture.requested.v1', body: body };
    }
    case 'void':
      return {
        type: 'void.requested.v1',
        body: { hold: holdIdOf(entryOf(rest[0]!)), ...circumstancesOf(parts) },
      };
    case 'expire':
      return { type: 'expiry.requested.v1', body: { hold: holdIdOf(entryOf(rest[0]!)) } };
    case 'suspend':
    case 'activate':
    case 'close': {
      const noun = ({ suspend: 'suspension', activate: 'activation', close: 'closure' } as const)[verb];
      return { type: `account-${noun}.requested.v1`, body: changeOf(rest) };
    }
    case 'change':
      return {
        type: 'account-change.requested.v1',
        body: { ...changeOf(rest), ...limitsOf(rest), metadata: { a: '1' } },
      };
    default:
      return { type: 'account.requested.v1', body: accountOf(verb as AccountType, rest) };
  }
}

/** How a batch names what it asks for. */
const OPERATION: { readonly [T in PaymentEventType]?: string } = {
  'transfer.requested.v1': 'transfer',
  'fx-transfer.requested.v1': 'fx_transfer',
  'journal-entry.requested.v1': 'journal_entry',
  'reversal.requested.v1': 'reversal',
  'hold.requested.v1': 'hold',
  'capture.requested.v1': 'capture',
  'void.requested.v1': 'void',
};

const accountOf = (type: AccountType, [name, currency, ...limits]: string[]): AccountRequest => ({
  ...{ name: name!, type, currency: currency!, ...limitsOf(limits), metadata: METADATA },
});

/** A store that keeps no order of keys has another than an event. */
const METADATA = { aa: '1', b: '2' };

function limitsOf(words: string[]) {
  const limit = (side: string) => {
    const text = words.find((given) => given.startsWith(`${side}=`))?.slice(side.length + 1);
    return text === undefined ? {} : { [`${side}_balance`]: text === 'none' ? null : text };
  };
  return { ...limit('min'), ...limit('max') };
}

function changeOf([account, ...words]: string[]) {
  const seen = words.find((word) => /^\d+\.\d+$/.test(word));
  return { account, ...(seen !== undefined && { if_match: seen }) };
}

function postingOf(text: string) {
  const [side, account, amount, currency] = text.split(' ');
  const direction: Direction = side === 'D' ? 'DEBIT' : 'CREDIT';
  return { account, direction, amount, currency };
}

function untilOf(parts: string[]) {
  const until = parts.find((part) => part.startsWith('until '))?.split(' ')[1];
  return until === undefined ? {} : { expires_at: new Date(Number(until)).toISOString() };
}

const circumstancesOf = (parts: string[]) => ({
  ...versionsOf(parts),
  ...conditionsOf(parts),
  ...effectiveOf(parts),
});

function effectiveOf(parts: string[]) {
  const on = parts.find((part) => part.startsWith('on '))?.split(' ')[1];
  return on === undefined ? {} : { effective_at: new Date(Number(on)).toISOString() };
}

function conditionsOf(parts: string[]) {
  const conditions = parts
    .filter((part) => part.startsWith('if '))
    .map((part) => {
      const [, account, balance, op, amount] = part.split(' ');
      return { account, balance, op, amount };
    });
  return conditions.length === 0 ? {} : { conditions };
}

function versionsOf(parts: string[]): { expected_versions?: Record<string, string> } {
  const versions = parts.find((part) => part.startsWith('at '));
  if (versions === undefined) return {};
  const pairs = versions
    .split(' ')
    .slice(1)
    .map((pair) => pair.split('#') as [string, string]);
  return { expected_versions: Object.fromEntries(pairs) };
}

/** `cash=10` or `cash#1`, with what is so now in place of the number. */
function stateNow(ledger: StoredLedger, book: string, state: string): string {
  const [name = '', sign = ''] = state.split(/(?=[=#])|(?<=[=#])/);
  const account = ledger.account(book, name)!;
  const now = sign === '#' ? account.version : postedBalance(account.totals, normalBalance(account.type));
  return `${name}${sign}${now}`;
}
