import { operationIdOf } from '@pacioli/contracts/operation-id';
import type { AccountChangeRow, AccountRow, EntryRow, OutcomeRow, PostingRow } from './store';

/**
 * What belongs together in a book: an outcome with the rows that its decision wrote. In a sound ledger there is always an
 * outcome; rows that belong to none come without.
 */
export interface Written {
  readonly outcome: OutcomeRow | null;
  readonly entry: EntryRow | null;
  readonly postings: readonly PostingRow[];
  readonly account: AccountRow | null;
  readonly changes: readonly AccountChangeRow[];
}

/** Rows that belong to no outcome come in one of these. */
export const NOTHING_WRITTEN: Written = {
  outcome: null,
  entry: null,
  postings: [],
  account: null,
  changes: [],
};

export const decisionName = ({ book, decision, keyId, fingerprint, partition, offset }: OutcomeRow): string =>
  `decision ${book} ${decision} (${
    fingerprint === null ? `record ${partition}-${offset}` : operationIdOf(keyId, fingerprint)
  })`;

export const entryName = ({ book, number, id }: EntryRow): string => `entry ${book} ${number} (${id})`;

export const postingName = ({ book, version, entry, leg }: PostingRow, account: string): string =>
  `posting ${book} ${account} version ${version} (entry ${entry} leg ${leg})`;

export const accountName = ({ book, name, number }: AccountRow): string =>
  `account ${book} ${name} (number ${number})`;

export const changeName = ({ book, revision }: AccountChangeRow, account: string): string =>
  `change ${revision} of account ${book} ${account}`;

/** A time as it is printed everywhere; a row that was tampered with may hold one that no calendar has. */
export function printedMoment(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.valueOf())) return `no time (${milliseconds})`;
  return Number.isInteger(milliseconds)
    ? date.toISOString()
    : `${date.toISOString()} and a part of a millisecond`;
}
