import type { LinePlace } from './statement-line';

/** Why a line can not be read: one code for each cause. */
export type BadLineCode =
  | 'cell_count_differs'
  | 'quoting_invalid'
  | 'reference_missing'
  | 'amount_missing'
  | 'amount_invalid'
  | 'amount_too_fine'
  | 'amount_too_large'
  | 'debit_and_credit'
  | 'direction_invalid'
  | 'currency_unknown'
  | 'date_missing'
  | 'date_invalid'
  | 'date_in_future'
  | 'net_differs'
  | 'status_missing';

/** What is wrong with a line, and a sentence on it that goes on after its place. */
export interface Wrong {
  readonly code: BadLineCode;
  readonly reason: string;
}

export interface BadLine extends Wrong {
  readonly place: LinePlace;
}

export const wrong = (code: BadLineCode, reason: string): Wrong => ({ code, reason });

/** Whether something that was read is wrong; whatever is read has no `code`. */
export const isWrong = (read: unknown): read is Wrong =>
  typeof read === 'object' && read !== null && 'code' in read;
