import { balancesOf, totalsWith, type Account, type Leg, type Totals } from './account';
import type { Asked, Condition } from './asked';
import type { Book, PostedEntry } from './book';
import type { ExpectedExchange } from './exchange';
import { isClosed } from './period';

export interface Refused {
  readonly code: string;
  /** The part of the request that it is about, where that is told. */
  readonly pointer: string | null;
}

export interface ExpectedPosting extends Totals, Omit<Leg, 'account'> {
  readonly account: number;
  readonly version: bigint;
}

export interface ExpectedEntry {
  readonly number: bigint;
  readonly id: string;
  readonly kind: string;
  /** Milliseconds since 1970. */
  readonly effectiveAt: number;
  readonly postings: readonly ExpectedPosting[];
  /** What it reserves; null where it is no hold. */
  readonly hold: ReservedAmount | null;
  /** What it makes of a hold; null where it settles none. */
  readonly change: SettledAmounts | null;
  /** What a rate made of what it sells; null where it exchanges nothing. */
  readonly exchange: ExpectedExchange | null;
}

export interface ReservedAmount {
  readonly debit: number;
  readonly credit: number;
  readonly amount: bigint;
  readonly currency: string;
  readonly expiresAt: number | null;
}

/** All in all. */
export interface SettledAmounts {
  /** The number of the hold's entry. */
  readonly hold: bigint;
  readonly revision: bigint;
  readonly captured: bigint;
  readonly voided: bigint;
  readonly expired: bigint;
}

export const refused = (code: string, pointer: string | null = null): Refused => ({ code, pointer });

/** An entry that may be made: what it posts is posted, and can be undone unless it undoes another. */
export function makeEntry(
  book: Book,
  { id, kind }: Pick<ExpectedEntry, 'id' | 'kind'>,
  legs: readonly Leg[],
  { conditions = [], effective_at }: Pick<Asked, 'conditions' | 'effective_at'>,
): ExpectedEntry | Refused {
  const effectiveAt = effective_at === undefined ? book.recordedAt : Date.parse(effective_at);
  const refusal = refusalOf(book, legs, { conditions, effectiveAt });
  if (refusal) return refusal;
  book.entries += 1n;
  const is: PostedEntry['is'] = kind === 'reversal' ? 'reversal' : 'open';
  book.set(book.posted, id, { legs: legs.filter(({ layer }) => layer === 'posted'), is });
  const postings = legs.map((leg) => postLeg(book, leg));
  const besides = { hold: null, change: null, exchange: null };
  return { number: book.entries, id, kind, effectiveAt, postings, ...besides };
}

function postLeg(book: Book, { account: name, ...leg }: Leg): ExpectedPosting {
  const before = book.accounts.get(name)!;
  const totals = totalsWith(before, leg);
  const version = before.version + 1n;
  book.set(book.accounts, name, { ...before, ...totals, version });
  return { account: before.number, version, ...leg, ...totals };
}

/** In the order of docs/refusals.md. */
function refusalOf(
  book: Book,
  legs: readonly Leg[],
  { conditions, effectiveAt }: { conditions: readonly Condition[]; effectiveAt: number },
): Refused | undefined {
  const accounts = legs.map(({ account }) => book.accounts.get(account));
  if (accounts.includes(undefined) || conditions.some(({ account }) => !book.accounts.has(account)))
    return refused('account_not_found');
  if (legs.some(({ currency }, at) => accounts[at]!.currency !== currency))
    return refused('currency_mismatch');
  // What is given back is given back whatever the accounts' status.
  const onlyReleases = legs.every(({ layer }) => layer === 'released');
  const statuses = onlyReleases ? [] : accounts.map((account) => account!.status);
  if (statuses.includes('CLOSED')) return refused('account_closed');
  if (statuses.includes('SUSPENDED')) return refused('account_suspended');
  if (isClosed(book, effectiveAt)) return refused('period_closed');
  const unmet = conditions.findIndex((condition) => !isMet(condition, book.accounts.get(condition.account)!));
  if (unmet >= 0) return refused('condition_failed', `/conditions/${unmet}`);
  return beyondLimits(book, legs);
}

function isMet({ balance, op, amount }: Condition, account: Account): boolean {
  const found = balancesOf(account.isDebitNormal, account)[balance];
  const wanted = BigInt(amount);
  if (op === 'eq') return found === wanted;
  return op === 'gte' ? found >= wanted : found <= wanted;
}

/** Limits look at an account as the whole entry leaves it, and refuse only what goes further beyond them. */
function beyondLimits(book: Book, legs: readonly Leg[]): Refused | undefined {
  const touched = [...new Set(legs.map(({ account }) => account))].map((name) => {
    const account = book.accounts.get(name)!;
    const after = legs
      .filter((leg) => leg.account === name)
      .reduce((totals: Totals, leg) => totalsWith(totals, leg), account);
    const { isDebitNormal, min, max } = account;
    return { min, max, before: balancesOf(isDebitNormal, account), after: balancesOf(isDebitNormal, after) };
  });
  const isBelow = touched.some(
    ({ min, before, after }) => min !== null && after.available < min && after.available < before.available,
  );
  if (isBelow) return refused('insufficient_available_balance');
  const isAbove = touched.some(
    ({ max, before, after }) => max !== null && after.highest > max && after.highest > before.highest,
  );
  return isAbove ? refused('limit_exceeded') : undefined;
}
