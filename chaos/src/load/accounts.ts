import type { WriteRequest } from './request';

export const CURRENCY = 'GBP';
/** Half of what is moved goes through it, as through a fee account. */
export const HOT = 'assets:psp';
/** To which nothing is posted while clients send. */
export const CAPITAL = 'equity:capital';
const OPEN_ENDED = [CAPITAL, HOT];
/** They can not be overdrawn. */
export const BOUNDED = Array.from({ length: 6 }, (_, n) => `liabilities:merchants:m${n}`);
/** It can not hold much, either. */
export const CAPPED = BOUNDED.at(-1)!;
/** Those of them that take whatever comes. */
export const UNCAPPED = BOUNDED.slice(0, -1);
export const INCOME = 'income:fees';
/** Nobody opens it. */
export const UNKNOWN = 'liabilities:nobody';

/** What opens a book, with all its accounts. */
export function openingRequests(book: string): WriteRequest[] {
  const account = (name: string) => ({
    ...{ name, currency: CURRENCY },
    type: `${name.split(':')[0]!}`.replace(/^assets$/, 'asset').replace(/^liabilities$/, 'liability'),
    ...(OPEN_ENDED.includes(name) && { min_balance: null }),
    ...(name === CAPPED && { max_balance: '200000' }),
  });
  return [
    {
      ...{ book, key: 'open', path: '', type: 'book.requested.v1' },
      body: JSON.stringify({ id: book, name: `Book ${book}` }),
    },
    ...[...OPEN_ENDED, ...BOUNDED, INCOME].map((name): WriteRequest => ({
      ...{ book, key: `open ${name}`, path: 'accounts', type: 'account.requested.v1' },
      body: JSON.stringify(account(name)),
    })),
  ];
}
