import type { BodyOf, PaymentEventOf, PaymentEventType } from '@pacioli/contracts/payment-event';
import type { RefusalCode } from '@pacioli/contracts/problem';
import type { AccountState } from './account-state';
import type { BookState } from './book-state';
import { effectsOf, type Effects } from './decision-record';
import type { EntryState } from './entry-state';
import type { HoldState } from './hold-state';

/** What a decision may look at: one book, at one moment. */
export interface View {
  readonly book: Readonly<BookState>;
  /** How many entries the book had before this decision. */
  readonly entriesBefore: bigint;
  readonly recordedAt: number;
  readonly account: (name: string) => Readonly<AccountState> | null;
  readonly entry: (id: string) => Readonly<EntryState> | null;
  readonly hold: (id: string) => Readonly<HoldState> | null;
  /** Of an account that there is. */
  readonly metadata: (account: string) => Readonly<Record<string, string>>;
}

/** What of a book a decision is going to look at, besides the accounts of the entries that it names. */
export interface Needs {
  readonly accounts: readonly string[];
  /** Ids of earlier entries. */
  readonly entries?: readonly string[];
  /** Ids of holds. */
  readonly holds?: readonly string[];
  /** Those of the accounts whose metadata are looked at. */
  readonly metadata?: readonly string[];
}

/** What was decided, before it is numbered, chained and recorded. */
export type Outcome =
  | {
      readonly status: 'posted' | 'done';
      /** The body of the answer, as JSON text. */
      readonly answer: string;
      readonly effects: Effects;
    }
  | Refusal;

/** The detail names the rows and figures that caused it; the pointer (RFC 6901), the part of the request where that is known. */
export interface Refusal {
  readonly status: 'rejected';
  readonly code: RefusalCode;
  readonly detail: string;
  readonly pointer?: string;
}

/** How one type of event is decided: what it looks at, and what follows. Both are pure. */
export interface Movement<T extends PaymentEventType> {
  readonly needs: (body: BodyOf<T>) => Needs;
  readonly decide: (event: PaymentEventOf<T>, view: View) => Outcome;
}

export const refuse = (code: RefusalCode, detail: string, pointer?: string): Refusal => ({
  ...{ status: 'rejected', code, detail },
  ...(pointer !== undefined && { pointer }),
});

export const isRefusal = (outcome: object): outcome is Refusal =>
  'status' in outcome && outcome.status === 'rejected';

/** Something was changed, and no money moved. */
export const done = (answer: object, effects: Partial<Effects>): Outcome => ({
  ...{ status: 'done', answer: JSON.stringify(answer), effects: effectsOf(effects) },
});
