import type { AccountType } from '@pacioli/contracts/account';
import { NO_TOTALS, type Totals } from '@pacioli/ledger-core/balance';
import type { AccountRow } from './store';

/** An account as the postings read so far leave it. */
export interface AccountState {
  readonly name: string;
  readonly type: AccountType;
  readonly currency: string;
  version: bigint;
  totals: Totals;
}

/** The accounts of one book. They are all that a run keeps in memory of a book: some 300 bytes each. */
export class Accounts {
  private readonly byNumber = new Map<number, AccountState>();

  open({ number, name, type, currency }: AccountRow): void {
    this.byNumber.set(number, { name, type, currency, version: 0n, totals: NO_TOTALS });
  }

  get(number: number): AccountState | undefined {
    return this.byNumber.get(number);
  }

  all(): Iterable<AccountState> {
    return this.byNumber.values();
  }

  /** How a row names an account: one that does not exist has a number only. */
  name(number: number): string {
    return this.byNumber.get(number)?.name ?? `account ${number}`;
  }
}
