import type { AccountRequest, AccountType, Direction } from '@pacioli/contracts/account';
import { journalEntryIdOf, keyIdOf } from '@pacioli/contracts/operation-id';
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
 *     reverse 3, at cash#1                      -> posted
 *     suspend cash 1.0                          -> version_conflict
 *     change cash min=-5 max=none               -> done
 *     in globex @1000 transfer a b 1 GBP        -> book_not_found
 *     poison                                    -> dead_lettered
 *
 * An entry is reversed by the number of its line, from 0 on, or by how many lines before it stands (`^1`); `suspend`, `activate`, `close` and `change` may give the version
 * and revision at which the account should be. An outcome is a status or the code of a refusal; after it may stand posted balances (`cash=10`) and versions
 * (`cash#1`). `in` names the book, acme unless given, and `@` the time at which the broker appended the record.
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
  const [head = '', ...parts] = event.split(', ');
  const words = head.split(' ');
  const given = { book: 'acme', timestamp: 0, offset: BigInt(index), idempotencyKey: `key ${index}` };
  for (;;) {
    if (words[0] === 'in') given.book = words.splice(0, 2)[1]!;
    else if (words[0]?.startsWith('@')) given.timestamp = Number(words.shift()!.slice(1));
    else break;
  }
  const [verb = '', ...rest] = words;
  switch (verb) {
    case 'poison':
      return { ...paymentRecord('book.requested.v1', {}, given), key: null };
    case 'book':
      return paymentRecord('book.requested.v1', { id: given.book, name: given.book }, given);
    case 'transfer': {
      const [debit, credit, amount, currency] = rest;
      const body = { debit, credit, amount, currency, ...circumstancesOf(parts) };
      return paymentRecord('transfer.requested.v1', body, given);
    }
    case 'entry': {
      const postings = [rest.join(' '), ...parts].filter((part) => !/^(at|if) /.test(part)).map(postingOf);
      return paymentRecord('journal-entry.requested.v1', { postings, ...circumstancesOf(parts) }, given);
    }
    case 'reverse': {
      const line = rest[0]!.startsWith('^') ? index - Number(rest[0]!.slice(1)) : Number(rest[0]);
      const journal_entry = journalEntryIdOf(keyIdOf('http', given.book, `key ${line}`));
      return paymentRecord('reversal.requested.v1', { journal_entry, ...circumstancesOf(parts) }, given);
    }
    case 'suspend':
    case 'activate':
    case 'close': {
      const noun = { suspend: 'suspension', activate: 'activation', close: 'closure' }[verb];
      return paymentRecord(`account-${noun}.requested.v1`, changeOf(rest), given);
    }
    case 'change':
      return paymentRecord('account-change.requested.v1', { ...changeOf(rest), ...limitsOf(rest) }, given);
    default:
      return paymentRecord('account.requested.v1', accountOf(verb as AccountType, rest), given);
  }
}

const accountOf = (type: AccountType, [name, currency, ...limits]: string[]): AccountRequest => ({
  ...{ name: name!, type, currency: currency!, ...limitsOf(limits) },
});

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

const circumstancesOf = (parts: string[]) => ({ ...versionsOf(parts), ...conditionsOf(parts) });

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
