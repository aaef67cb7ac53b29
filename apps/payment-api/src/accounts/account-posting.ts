import type { Account, Direction } from '@pacioli/contracts/account';
import type { AccountPosting, Layer } from '@pacioli/contracts/journal-entry';
import { balancesAfter } from '@pacioli/ledger-core/balance';
import { totalsOf, type TotalsRow } from '@pacioli/ledger-db/newest-posting';

export interface AccountPostingRow extends TotalsRow {
  readonly version: bigint;
  readonly layer: Layer;
  readonly direction: Direction;
  readonly amount: bigint;
  readonly currency: string;
  readonly journal_entry: string;
  readonly number: bigint;
  readonly recorded_at: Date;
  readonly effective_at: Date;
}

/** The columns of posting `p` of entry `e`, as an account's own history shows it. */
export const ACCOUNT_POSTING = `
p.version, p.layer, p.direction, p.amount, p.currency, p.debits_posted, p.credits_posted, p.debits_pending, p.credits_pending,
'je_' || encode(uuid_send(e.id), 'hex') as journal_entry, e.number, e.recorded_at, e.effective_at`;

export const accountPostingOf = (row: AccountPostingRow, { name, type }: Pick<Account, 'name' | 'type'>) =>
  ({
    journal_entry: row.journal_entry,
    number: row.number.toString(),
    account: name,
    layer: row.layer,
    direction: row.direction,
    amount: row.amount.toString(),
    currency: row.currency,
    version: row.version.toString(),
    ...balancesAfter(totalsOf(row), type),
    recorded_at: row.recorded_at.toISOString(),
    effective_at: row.effective_at.toISOString(),
  }) satisfies AccountPosting;
