import type { AccountStatus, AccountType } from '@pacioli/contracts/account';
import type { Totals } from './balance';

/** What a decision needs to know of an account. */
export interface AccountState {
  readonly number: number;
  readonly name: string;
  readonly type: AccountType;
  readonly currency: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** How often it was changed without moving money, and what it is since its newest change. */
  readonly revision: bigint;
  readonly status: AccountStatus;
  readonly minBalance: bigint | null;
  readonly maxBalance: bigint | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** Version and totals of its newest posting. */
  readonly version: bigint;
  readonly totals: Totals;
}
