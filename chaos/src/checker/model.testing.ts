import { Model, type Expected } from './model';

export type Request = [type: string, body: object];

export const account = (name: string, type: string, rest: object = {}): Request => [
  'account',
  { name, type, currency: 'GBP', ...rest },
];
export const between = (debit: string, credit: string, amount: string, rest: object = {}) => ({
  ...{ debit, credit, amount, currency: 'GBP', ...rest },
});
export const pay = (amount: string, rest: object = {}): Request => [
  'transfer',
  between('cash', 'owed', amount, rest),
];
export const payBack = (amount: string, rest: object = {}): Request => [
  'transfer',
  between('owed', 'cash', amount, rest),
];
/** Reserves what the book owes. */
export const hold = (amount: string, rest: object = {}): Request => [
  'hold',
  between('owed', 'cash', amount, rest),
];
/** Requests stand at their place in a topic, and so do the ids of what came of them. */
const digitsOf = (at: number, place = 0): string =>
  `${String(at).padStart(8, '0').padEnd(28, '0')}${place.toString(16).padStart(4, '0')}`;
export const holdOf = (at: number, place = 0) => ({ hold: `hold_${digitsOf(at, place)}` });
export const entryOf = (at: number, place = 0) => ({ journal_entry: `je_${digitsOf(at, place)}` });
export const batch = (...operations: Request[]): Request => [
  'batch',
  { operations: operations.map(([type, body]) => ({ type: type.replace('-', '_'), ...body })) },
];
export const until = (moment: number) => ({ expires_at: new Date(moment).toISOString() });
export const conditions = (...all: [account: string, balance: string, op: string, amount: string][]) => ({
  conditions: all.map(([name, balance, op, amount]) => ({ account: name, balance, op, amount })),
});

/** The book is opened by the first four requests: 100 are owed. */
const OPENING: Request[] = [
  ['book', { id: 'north' }],
  account('cash', 'asset', { min_balance: null }),
  account('owed', 'liability', { max_balance: '150' }),
  pay('100'),
];
export const FIRST = OPENING.length;

/** What becomes of further requests, the first of which stands at FIRST; each is appended at its place or at `times`. */
export function decided(
  requests: Request[],
  times: Readonly<Record<number, number>> = {},
  keyOf = (at: number) => `key ${at}`,
): Expected[] {
  const model = new Model();
  return [...OPENING, ...requests]
    .map(([type, body], at) =>
      model.hear({
        ...{ partition: 0, offset: BigInt(at), timestamp: times[at] ?? at, key: 'north' },
        value: JSON.stringify(body),
        headers: {
          ...{ ce_source: type === 'expiry' ? 'scheduler' : 'http', ce_idempotencykey: keyOf(at) },
          ...{ ce_type: `${type}.requested.v1`, ce_id: `op_${digitsOf(at)}_00000000` },
        },
      }),
    )
    .slice(FIRST)
    .flatMap((expected) => expected ?? []);
}

/** Of each, its code, and what the code is about, or what was done. */
export const said = (requests: Request[], times?: Readonly<Record<number, number>>): string[] =>
  decided(requests, times).map(({ status, code, pointer }) =>
    code === null ? status : `${code}${pointer ?? ''}`,
  );
/** Of the last of them. */
export const refusal = (requests: Request[], times?: Readonly<Record<number, number>>): string =>
  said(requests, times).at(-1)!;
