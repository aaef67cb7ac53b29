import type { BatchOperation } from '@pacioli/contracts/batch';
import type { Exchange } from '@pacioli/contracts/exchange';
import { ACCOUNT_NAME_LENGTH, MOST_METADATA } from '@pacioli/contracts/field';
import type { Hold } from '@pacioli/contracts/hold';
import type { JournalEntry, Posting } from '@pacioli/contracts/journal-entry';

/**
 * What the ledger may make of an operation at most, which refuses batches of which it would make too much. What the entry has that
 * is reversed, or the hold that is captured or voided, is not in the file, and must not decide where a chunk ends.
 */

/** An entry has no more postings, and so has its reversal. */
const MOST_POSTINGS_OF_AN_ENTRY = 1_000;

export function mostPostingsOf(operation: BatchOperation): number {
  switch (operation.type) {
    case 'transfer':
    case 'hold':
    case 'void':
      return 2;
    case 'capture':
      return 4;
    case 'fx_transfer':
      return 5;
    case 'journal_entry':
      return operation.postings.length;
    case 'reversal':
      return MOST_POSTINGS_OF_AN_ENTRY;
  }
}

/** Of its result. What is said in the line has no more bytes there, since it is written without a needless escape. */
export function mostResultBytesOf(operation: BatchOperation, lineBytes: number): number {
  const postings = mostPostingsOf(operation);
  switch (operation.type) {
    case 'transfer':
    case 'journal_entry':
      return lineBytes + ENTRY + postings * POSTING;
    case 'fx_transfer':
      return lineBytes + ENTRY + postings * POSTING + EXCHANGE;
    case 'reversal':
      return lineBytes + ENTRY + postings * (POSTING + ACCOUNT_NAME_LENGTH);
    case 'hold':
      return lineBytes + HOLD;
    case 'capture':
      return lineBytes + ENTRY + postings * (POSTING + ACCOUNT_NAME_LENGTH) + HOLD + SAID_OF_A_HOLD;
    case 'void':
      return HOLD + SAID_OF_A_HOLD;
  }
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
const digits = (count: number): string => '9'.repeat(count);
/** No character has more bytes as JSON than those that have to be escaped. */
const text = (characters: number): string => '\u0001'.repeat(characters);

const AMOUNT = digits(18);
/** Of a balance, with its sign, or of a count. */
const NUMBER = digits(20);
const TIME = '2026-01-01T00:00:00.000Z';
const ID = `operation_${digits(41)}`;

/** Without the account's name. */
const POSTING = bytesOf({
  ...{ account: '', layer: 'released', direction: 'CREDIT', amount: AMOUNT, currency: 'GBP' },
  ...{ version: NUMBER, balance_after: NUMBER, pending_after: NUMBER, available_after: NUMBER },
} satisfies Posting);

/** With the result that it stands in, and without its postings and what is said of it. */
const ENTRY = bytesOf({
  type: 'journal_entry',
  journal_entry: {
    ...{ id: ID, book: 'b'.repeat(63), number: NUMBER, operation: ID, kind: 'journal_entry' },
    ...{ recorded_at: TIME, effective_at: TIME, description: null, reference: null, metadata: {} },
    ...{ reverses: ID, postings: [] },
  } satisfies JournalEntry,
});

const EXCHANGE = bytesOf({
  ...{ rate: digits(25), sold: AMOUNT, sold_currency: 'GBP', bought: AMOUNT, bought_currency: 'EUR' },
  ...{ exact: digits(60), rounded_off: digits(60), residue: NUMBER },
} satisfies Exchange);

/** The same of a hold, with the names of its accounts. */
const HOLD = bytesOf({
  type: 'capture',
  hold: {
    ...{ id: ID, status: 'captured', debit: 'd'.repeat(ACCOUNT_NAME_LENGTH) },
    ...{ credit: 'c'.repeat(ACCOUNT_NAME_LENGTH), amount: AMOUNT, currency: 'GBP', captured: AMOUNT },
    ...{ voided: AMOUNT, expired: AMOUNT, remaining: AMOUNT, expires_at: TIME, description: null },
    ...{ reference: null, metadata: {}, journal_entry: ID, created_at: TIME },
  } satisfies Hold,
});

/** The braces of a pair of metadata stand for the comma that is between two. */
const SAID_OF_A_HOLD = bytesOf([text(500), text(100)]) + MOST_METADATA * bytesOf({ [text(40)]: text(500) });
