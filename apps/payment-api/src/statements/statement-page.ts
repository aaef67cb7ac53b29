import type { StatementPosting } from '@pacioli/contracts/statement';
import type { AccountPostingRow } from '../accounts/account-posting';

export interface StatementPostingRow extends AccountPostingRow {
  readonly leg: number;
  readonly description: string | null;
  readonly reference: string | null;
}

export interface StatementPage {
  readonly data: StatementPosting[];
  /** The place after which there is more; null at the end. */
  readonly next: string | null;
}
