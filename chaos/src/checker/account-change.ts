import { limitOf, type Account, type AccountStatus } from './account';
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

type StatusKind = 'account_suspension' | 'account_activation' | 'account_closure';

/** A change of an account that moves no money, or why it is refused, in the order of docs/refusals.md. */
export function changeAccount(
  book: Book,
  kind: StatusKind | 'account_change',
  asked: AskedChange,
): ExpectedChange | Refused {
  const account = book.accounts.get(asked.account);
  if (account === undefined) return refused('account_not_found');
  if (account.status === 'CLOSED') return refused('account_closed');
  if (asked.if_match !== undefined && asked.if_match !== `${account.version}.${account.revision}`)
    return refused('version_conflict');
  const changed = kind === 'account_change' ? limited(account, asked) : changedStatus(account, kind);
  if ('code' in changed) return changed;
  const revision = account.revision + 1n;
  book.set(book.accounts, asked.account, { ...changed, revision });
  const { number, status, min, max } = changed;
  return { account: number, revision, status, min, max, reason: asked.reason ?? null };
}

const BECOMES: Record<StatusKind, AccountStatus> = {
  account_suspension: 'SUSPENDED',
  account_activation: 'ACTIVE',
  account_closure: 'CLOSED',
};

function changedStatus(account: Account, kind: StatusKind): Account | Refused {
  const status = BECOMES[kind];
  if (account.status === status)
    return refused(status === 'SUSPENDED' ? 'account_suspended' : 'account_active');
  const { debits, credits, debitsPending, creditsPending } = account;
  if (status === 'CLOSED' && debits !== credits) return refused('account_not_empty');
  if (status === 'CLOSED' && debitsPending + creditsPending > 0n) return refused('account_has_holds');
  return { ...account, status };
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
