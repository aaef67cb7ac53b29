import type { WriteRequest } from './request';

export const CURRENCY = 'GBP';
/** The currency for which it is exchanged, and back: its minor units are whole yen. */
export const FOREIGN = 'JPY';
/** Half of what is moved goes through it, as through a fee account. */
export const HOT = 'assets:psp';
/** What is exchanged comes from there or goes there. */
export const HOT_FOREIGN = 'assets:jpy:psp';
export const TRADING = { [CURRENCY]: 'equity:trading', [FOREIGN]: 'equity:jpy:trading' };
export const ROUNDING = { [CURRENCY]: 'expenses:rounding', [FOREIGN]: 'expenses:jpy:rounding' };
/** To which nothing is posted while clients send. */
export const CAPITAL = 'equity:capital';
const OPEN_ENDED = [CAPITAL, HOT, HOT_FOREIGN, ...Object.values(TRADING), ...Object.values(ROUNDING)];
/** They can not be overdrawn. */
export const BOUNDED = Array.from({ length: 6 }, (_, n) => `liabilities:merchants:m${n}`);
/** It can not hold much, either. */
export const CAPPED = BOUNDED.at(-1)!;
/** Those of them that take whatever comes. */
export const UNCAPPED = BOUNDED.slice(0, -1);
/** They are closed as soon as somebody finds them empty. */
export const SHORT_LIVED = Array.from({ length: 2 }, (_, n) => `liabilities:orders:o${n}`);
export const INCOME = 'income:fees';
/** Nobody opens it. */
export const UNKNOWN = 'liabilities:nobody';

/** By the first segments of their names. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ assets: 'asset', liabilities: 'liability', equity: 'equity', income: 'income', expenses: 'expense' },
};

/** What opens a book, with all its accounts. */
export function openingRequests(book: string): WriteRequest[] {
  const account = (name: string) => ({
    ...{ name, currency: name.includes(':jpy:') ? FOREIGN : CURRENCY },
    type: TYPES[name.split(':')[0]!],
    ...(OPEN_ENDED.includes(name) && { min_balance: null }),
    ...(name === CAPPED && { max_balance: '200000' }),
  });
  return [
    {
      ...{ book, key: 'open', path: '', type: 'book.requested.v1' },
      body: JSON.stringify({ id: book, name: `Book ${book}` }),
    },
    ...[...OPEN_ENDED, ...BOUNDED, ...SHORT_LIVED, INCOME].map((name): WriteRequest => ({
      ...{ book, key: `open ${name}`, path: 'accounts', type: 'account.requested.v1' },
      body: JSON.stringify(account(name)),
    })),
  ];
}
