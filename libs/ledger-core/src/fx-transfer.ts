import type { FxTransferRequest } from '@pacioli/contracts/fx-transfer';
import { effectsOf, type ExchangeRecord } from './decision-record';
import { exchangeAnswer, exchangeOf, worthOf } from './exchange';
import { isRefusal, refuse, type Movement, type Refusal } from './movement';
import {
  accountsOfCircumstances,
  circumstancesOf,
  draftEntry,
  entryAnswer,
  type EntryRequest,
} from './post-entry';

/** The largest amount of a posting has 18 digits. */
const LARGEST_AMOUNT = 10n ** 18n - 1n;

/**
 * Sells an amount of one currency for another, at a rate, in one entry that nets to zero in each of the two.
 *
 * Each currency has a trading account on its other side, and these two are moved by the rate alone: one takes what is sold, the
 * other gives the rate's result, rounded to a minor unit. So whatever exchanges at the same rate leaves them alike, and their
 * balances are the position that the book holds in each currency. The account that receives is debited what really came in.
 * The residue between the two stands on the side of the currency bought, where it arose: debited to the rounding account when
 * less came in, credited when more did. Without a residue there is no such leg.
 *
 * Refused in this order: `book_not_found`, `currencies_must_differ`, `accounts_must_differ`, `worth_nothing`, `amount_too_large`,
 * `rate_contradicts`, then as every entry (post-entry.ts).
 */
export const fxTransfer: Movement<'fx-transfer.requested.v1'> = {
  needs: (body) => ({ accounts: [...namesOf(body), ...accountsOfCircumstances(body)] }),
  decide: (event, view) => {
    const { body } = event;
    if (!view.book.opened) return refuse('book_not_found', `There is no book ${view.book.id}.`);
    const exchange = exchanged(body);
    if (isRefusal(exchange)) return exchange;
    const entry = draftEntry(event, view, {
      kind: 'fx_transfer',
      lines: linesOf(body, exchange),
      reverses: null,
      said: circumstancesOf(body, view),
    });
    if (isRefusal(entry)) return entry;
    return {
      status: 'posted',
      answer: JSON.stringify(
        Object.assign(entryAnswer(entry, event, view), { exchange: exchangeAnswer(exchange) }),
      ),
      effects: effectsOf({ entries: [entry], exchanges: [{ entry: entry.number, ...exchange }] }),
    };
  },
};

/** In the order of the legs. */
const namesOf = ({ trading_sold, credit, debit, trading_bought, rounding }: FxTransferRequest): string[] => [
  ...[trading_sold, credit, debit, trading_bought, rounding],
];

type Exchanged = Omit<ExchangeRecord, 'entry'>;

function exchanged(body: FxTransferRequest): Exchanged | Refusal {
  const { sold, sold_currency, bought_currency, rate } = body;
  if (sold_currency === bought_currency)
    return refuse('currencies_must_differ', `${sold_currency} is both sold and bought.`);
  const names = namesOf(body);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return refuse('accounts_must_differ', `${twice} is named twice.`);
  const worth = worthOf(body);
  const { exact, rounded, least, most } = worth;
  const result = `${sold} ${sold_currency} at ${rate} are worth ${exact.toFixed()} ${bought_currency}`;
  if (rounded === 0n) return refuse('worth_nothing', `${result}, in minor units.`);
  if (rounded > LARGEST_AMOUNT)
    return refuse('amount_too_large', `${result}, in minor units; ${LARGEST_AMOUNT} is the most.`);
  const bought = body.bought === undefined ? rounded : BigInt(body.bought);
  if (bought < least || bought > most)
    return refuse(
      'rate_contradicts',
      `${result}, in minor units: ${least} to ${most} can have come in, and not ${bought}.`,
      '/bought',
    );
  return exchangeOf(body, worth, bought);
}

function linesOf(
  body: FxTransferRequest,
  { sold, soldCurrency, bought, boughtCurrency, residue }: Exchanged,
): EntryRequest['lines'] {
  const leg = (account: string, direction: 'DEBIT' | 'CREDIT', amount: bigint, currency: string) =>
    ({ account, layer: 'posted', direction, amount, currency }) as const;
  return [
    leg(body.trading_sold, 'DEBIT', sold, soldCurrency),
    leg(body.credit, 'CREDIT', sold, soldCurrency),
    leg(body.debit, 'DEBIT', bought, boughtCurrency),
    leg(body.trading_bought, 'CREDIT', bought + residue, boughtCurrency),
    ...(residue > 0n ? [leg(body.rounding, 'DEBIT', residue, boughtCurrency)] : []),
    ...(residue < 0n ? [leg(body.rounding, 'CREDIT', -residue, boughtCurrency)] : []),
  ];
}
