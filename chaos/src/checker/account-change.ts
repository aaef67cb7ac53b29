import { limitOf, type Account } from './account';
import type { Book } from './book';
import { refused, type Refused } from './entry';

/** What an account is from a change on. */
export interface ExpectedChange {
  readonly account: number;
  readonly revision: bigint;
  readonly status: string;
  readonly min: bigint | null;
  readonly max: bigint | null;
  readonly reason: string | null;
}

/** What a change may ask for. Which of it is there its kind says, and the API has seen to that. */
interface AskedChange {
  readonly account: string;
  readonly if_match?: string;
  readonly reason?: string;
  readonly min_balance?: string | null;
  readonly max_balance?: string | null;
}

type Kind = 'account_suspension' | 'account_activation' | 'account_change';

/** A change of an account that moves no money, or why it is refused, in the order of docs/refusals.md. */
export function changeAccount(book: Book, kind: Kind, asked: AskedChange): ExpectedChange | Refused {
  const account = book.accounts.get(asked.account);
  if (account === undefined) return refused('account_not_found');
  if (asked.if_match !== undefined && asked.if_match !== `${account.version}.${account.revision}`)
    return refused('version_conflict');
  const changed = kind === 'account_change' ? limited(account, asked) : changedStatus(account, kind);
  if ('code' in changed) return changed;
  const revision = account.revision + 1n;
  book.set(book.accounts, asked.account, { ...changed, revision });
  const { number, isSuspended, min, max } = changed;
  const status = isSuspended ? 'SUSPENDED' : 'ACTIVE';
  return { account: number, revision, status, min, max, reason: asked.reason ?? null };
}

function changedStatus(account: Account, kind: Kind): Account | Refused {
  const isSuspended = kind === 'account_suspension';
  if (account.isSuspended === isSuspended)
    return refused(isSuspended ? 'account_suspended' : 'account_active');
  return { ...account, isSuspended };
}

function limited(account: Account, { min_balance, max_balance }: AskedChange): Account | Refused {
  const [min, max] = [limitOf(min_balance, account.min), limitOf(max_balance, account.max)];
  if (min !== null && max !== null && min > max) return refused('limits_contradict');
  // A balance may stay beyond a limit that came later: of all limits that it ever had, it was within the widest.
  const lowest = account.lowest === null || min === null ? null : min < account.lowest ? min : account.lowest;
  const highest =
    account.highest === null || max === null ? null : max > account.highest ? max : account.highest;
  return { ...account, min, max, lowest, highest };
}
