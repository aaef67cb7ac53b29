import type { AccountStatus, AccountType, Direction } from '@pacioli/contracts/account';
import type { EntryKind, Layer } from '@pacioli/contracts/journal-entry';
import type { KeyId } from '@pacioli/contracts/operation-id';
import type { DeadLetterReason, PaymentEventType } from '@pacioli/contracts/payment-event';
import type { RefusalCode } from '@pacioli/contracts/problem';
import type { Totals } from './balance';

/**
 * One decision, with all that it wrote. It is at once what ledger-core returns, what the ledger stores, what is chained
 * by hash and what reconciliation reads back: one shape, so that nothing can be lost between them.
 */
export interface DecisionRecord extends Effects {
  readonly book: string;
  /** Counted per book from 1, without gaps; the sequence of the book's ledger-events. */
  readonly number: bigint;
  readonly keyId: KeyId;
  readonly partition: number;
  readonly offset: bigint;
  /** Milliseconds since 1970: when the broker appended the event. */
  readonly acceptedAt: number;
  /** `acceptedAt`, never earlier than the decision before it in the book. */
  readonly recordedAt: number;
  /** What was asked and by whom; null for a dead letter, of which nothing is believed. */
  readonly request: RequestRecord | null;
  readonly status: 'posted' | 'done' | 'rejected' | 'dead_lettered';
  readonly code: RefusalCode | DeadLetterReason | null;
  readonly detail: string | null;
  /** Of a refusal, the part of the request that caused it, where that is known; null otherwise. */
  readonly pointer: string | null;
  /** The body of the answer to the write, as text; null for a refusal, which is rendered from code and detail. */
  readonly answer: string | null;
}

/** What a decision changes: rows to be written, in the order of their numbers. */
export interface Effects {
  readonly openedBook: BookRecord | null;
  readonly closedPeriods: readonly PeriodRecord[];
  readonly openedAccounts: readonly AccountRecord[];
  readonly accountChanges: readonly AccountChangeRecord[];
  readonly entries: readonly EntryRecord[];
  readonly holds: readonly HoldRecord[];
  readonly holdChanges: readonly HoldChangeRecord[];
  readonly exchanges: readonly ExchangeRecord[];
}

export const NO_EFFECTS: Effects = {
  openedBook: null,
  closedPeriods: [],
  openedAccounts: [],
  accountChanges: [],
  entries: [],
  holds: [],
  holdChanges: [],
  exchanges: [],
};

/** Some effects and no others. Each is named, since spreading an object takes Node eight times as long as writing it out. */
export const effectsOf = (some: Partial<Effects>): Effects => ({
  openedBook: some.openedBook ?? NO_EFFECTS.openedBook,
  closedPeriods: some.closedPeriods ?? NO_EFFECTS.closedPeriods,
  openedAccounts: some.openedAccounts ?? NO_EFFECTS.openedAccounts,
  accountChanges: some.accountChanges ?? NO_EFFECTS.accountChanges,
  entries: some.entries ?? NO_EFFECTS.entries,
  holds: some.holds ?? NO_EFFECTS.holds,
  holdChanges: some.holdChanges ?? NO_EFFECTS.holdChanges,
  exchanges: some.exchanges ?? NO_EFFECTS.exchanges,
});

export interface RequestRecord {
  readonly type: PaymentEventType;
  readonly rules: number;
  readonly fingerprint: Buffer;
  readonly source: string;
  readonly idempotencyKey: string;
  readonly actorType: string;
  readonly actorId: string | null;
  readonly requestId: string | null;
  readonly traceparent: string | null;
}

export interface EntryRecord {
  /** `je_` and 32 hex digits, derived from the operation. */
  readonly id: string;
  /** Counted per book from 1, without gaps. */
  readonly number: bigint;
  readonly kind: EntryKind;
  readonly effectiveAt: number;
  readonly description: string | null;
  readonly reference: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** The entry that this one undoes. */
  readonly reverses: { readonly number: bigint; readonly id: string } | null;
  readonly postings: readonly PostingRecord[];
}

export interface PostingRecord {
  /** The account's number within its book. */
  readonly account: number;
  readonly accountName: string;
  readonly layer: Layer;
  readonly direction: Direction;
  readonly amount: bigint;
  readonly currency: string;
  /** The account's version after this posting: 1 for its first. */
  readonly version: bigint;
  /** The account's totals after this posting. */
  readonly totals: Totals;
}

/** What an entry reserves. */
export interface HoldRecord {
  /** The number of the entry, which is the hold's own. */
  readonly entry: bigint;
  /** The accounts' numbers within their book. */
  readonly debit: number;
  readonly debitName: string;
  readonly credit: number;
  readonly creditName: string;
  readonly amount: bigint;
  readonly currency: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number | null;
}

/** What has become of a hold, from then on. */
export interface HoldChangeRecord {
  /** The hold's number. */
  readonly hold: bigint;
  readonly holdId: string;
  /** 1 for the hold's first change. */
  readonly revision: bigint;
  /** The number of the entry that did it. */
  readonly entry: bigint;
  readonly captured: bigint;
  readonly voided: bigint;
  readonly expired: bigint;
}

/** What a rate made of what an entry sold: exact = bought + residue + roundedOff, in minor units. */
export interface ExchangeRecord {
  /** The number of the entry. */
  readonly entry: bigint;
  /** Major units of the currency bought for one of the currency sold, as it was given. */
  readonly rate: string;
  readonly sold: bigint;
  readonly soldCurrency: string;
  readonly bought: bigint;
  readonly boughtCurrency: string;
  /** Decimals of minor units of the currency bought: the rate's result, and what was rounded off of it, half to even. */
  readonly exact: string;
  readonly roundedOff: string;
  /** What the rounded result is more than what came in. */
  readonly residue: bigint;
}

export interface BookRecord {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
}

/** A month in which nothing takes effect any more. */
export interface PeriodRecord {
  /** `2026-10` */
  readonly period: string;
  /** Milliseconds since 1970: from here on, until just before there. */
  readonly startsAt: number;
  readonly endsAt: number;
}

export interface AccountRecord {
  readonly number: number;
  readonly name: string;
  readonly type: AccountType;
  readonly currency: string;
  readonly minBalance: bigint | null;
  readonly maxBalance: bigint | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** All that can be changed of an account, as it is from then on. */
export interface AccountChangeRecord {
  /** The account's number within its book. */
  readonly account: number;
  readonly accountName: string;
  /** 1 for the account's first change. */
  readonly revision: bigint;
  readonly status: AccountStatus;
  readonly minBalance: bigint | null;
  readonly maxBalance: bigint | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly reason: string | null;
}
