import type { AccountType } from '@pacioli/contracts/account';
import type { Totals } from './balance';

/** What a decision needs to know of an account. `version` and `totals` are those of its newest posting. */
export interface AccountState {
  readonly number: number;
  readonly name: string;
  readonly type: AccountType;
  readonly currency: string;
  readonly minBalance: bigint | null;
  readonly maxBalance: bigint | null;
  version: bigint;
  totals: Totals;
}
