import type { Direction } from './account';

/** What the body of a movement may hold. Which of it is there its kind says, and the API has seen to that. */
export interface Asked {
  readonly debit: string;
  readonly credit: string;
  readonly currency: string;
  readonly amount?: string;
  readonly postings: readonly { account: string; direction: Direction; amount: string; currency: string }[];
  readonly journal_entry: string;
  readonly hold: string;
  readonly expires_at?: string;
  readonly final?: boolean;
  readonly sold: string;
  readonly sold_currency: string;
  readonly bought_currency: string;
  readonly rate: string;
  readonly bought?: string;
  readonly trading_sold: string;
  readonly trading_bought: string;
  readonly rounding: string;
  readonly effective_at?: string;
  readonly conditions?: readonly Condition[];
}

/** What a balance must be before a movement. */
export interface Condition {
  readonly account: string;
  readonly balance: 'posted' | 'available';
  readonly op: 'gte' | 'lte' | 'eq';
  readonly amount: string;
}
