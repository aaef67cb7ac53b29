import type { BodyOf, PaymentEventOf, PaymentEventType } from '@pacioli/contracts/payment-event';
import type { RefusalCode } from '@pacioli/contracts/problem';
import type { AccountState } from './account-state';
import type { BookState } from './book-state';
import type { DecisionRecord } from './decision-record';

/** What a decision may look at. */
export interface View {
  readonly book: Readonly<BookState>;
  readonly recordedAt: number;
  readonly account: (name: string) => Readonly<AccountState> | null;
}

/** What was decided, before it is numbered, chained and recorded. */
export type Outcome = Pick<DecisionRecord, 'status'> &
  Partial<Pick<DecisionRecord, 'code' | 'detail' | 'answer' | 'entry' | 'openedBook' | 'openedAccount'>>;

/** How one type of event is decided: which accounts it touches, and what follows. Both are pure. */
export interface Movement<T extends PaymentEventType> {
  readonly accounts: (body: BodyOf<T>) => string[];
  readonly decide: (event: PaymentEventOf<T>, view: View) => Outcome;
}

/** A refusal; the detail names the rows and figures that caused it. */
export const refuse = (code: RefusalCode, detail: string): Outcome => ({ status: 'rejected', code, detail });
