import type { Account } from '@pacioli/contracts/account';
import type { AccountState } from './account-state';
import { balancesOf, normalBalance } from './balance';
import { inKeyOrder } from './metadata';

/** An account as it is answered to writes. Rules 1 knew no changes of it, and told its metadata in the order of the event. */
export const accountAnswer = (
  state: AccountState,
  metadata: Readonly<Record<string, string>>,
  rules: number,
): Account => ({
  name: state.name,
  type: state.type,
  normal_balance: normalBalance(state.type),
  currency: state.currency,
  status: state.status,
  version: state.version.toString(),
  ...(rules > 1 && { revision: state.revision.toString() }),
  min_balance: state.minBalance?.toString() ?? null,
  max_balance: state.maxBalance?.toString() ?? null,
  metadata: rules > 1 ? inKeyOrder(metadata) : metadata,
  balances: balancesOf(state.totals, state.type),
  created_at: new Date(state.createdAt).toISOString(),
});
