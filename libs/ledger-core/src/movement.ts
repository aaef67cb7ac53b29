import type { BodyOf, PaymentEventOf, PaymentEventType } from '@pacioli/contracts/payment-event';
import type { RefusalCode } from '@pacioli/contracts/problem';
import type { AccountState } from './account-state';
import type { BookState } from './book-state';
import { NO_EFFECTS, type Effects } from './decision-record';
import type { EntryState } from './entry-state';

/** What a decision may look at: one book, at one moment. */
export interface View {
  readonly book: Readonly<BookState>;
  readonly recordedAt: number;
  readonly account: (name: string) => Readonly<AccountState> | null;
  readonly entry: (id: string) => Readonly<EntryState> | null;
}

/** What of a book a decision is going to look at, besides the accounts of the entries that it names. */
export interface Needs {
  readonly accounts: readonly string[];
  /** Ids of earlier entries. */
  readonly entries?: readonly string[];
}

/** What was decided, before it is numbered, chained and recorded. */
export type Outcome =
  { readonly status: 'posted' | 'done'; readonly answer: object; readonly effects: Effects } | Refusal;

/** The detail names the rows and figures that caused it. */
export interface Refusal {
  readonly status: 'rejected';
  readonly code: RefusalCode;
  readonly detail: string;
}

/** How one type of event is decided: what it looks at, and what follows. Both are pure. */
export interface Movement<T extends PaymentEventType> {
  readonly needs: (body: BodyOf<T>) => Needs;
  readonly decide: (event: PaymentEventOf<T>, view: View) => Outcome;
}

export const refuse = (code: RefusalCode, detail: string): Refusal => ({ status: 'rejected', code, detail });

export const isRefusal = (outcome: object): outcome is Refusal =>
  'status' in outcome && outcome.status === 'rejected';

/** Something was changed, and no money moved. */
export const done = (answer: object, effects: Partial<Effects>): Outcome => ({
  ...{ status: 'done', answer, effects: { ...NO_EFFECTS, ...effects } },
});
