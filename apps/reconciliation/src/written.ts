import { operationIdOf } from '@pacioli/contracts/operation-id';
import type { AccountRow, EntryRow, OutcomeRow, PostingRow } from './store';

/**
 * What belongs together in a book: an outcome with the rows that its decision wrote. In a sound ledger there is always an
 * outcome; rows that belong to none come without.
 */
export interface Written {
  readonly outcome: OutcomeRow | null;
  readonly entry: EntryRow | null;
  readonly postings: readonly PostingRow[];
  readonly account: AccountRow | null;
}

export const decisionName = ({ book, decision, keyId, fingerprint, partition, offset }: OutcomeRow): string =>
  `decision ${book} ${decision} (${
    fingerprint === null ? `record ${partition}-${offset}` : operationIdOf(keyId, fingerprint)
  })`;

export const entryName = ({ book, number, id }: EntryRow): string => `entry ${book} ${number} (${id})`;

export const postingName = ({ book, version, entry, leg }: PostingRow, account: string): string =>
  `posting ${book} ${account} version ${version} (entry ${entry} leg ${leg})`;

export const accountName = ({ book, name, number }: AccountRow): string =>
  `account ${book} ${name} (number ${number})`;

/** A time as it is printed everywhere; a row that was tampered with may hold one that no calendar has. */
export function printedMoment(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.valueOf())) return `no time (${milliseconds})`;
  return Number.isInteger(milliseconds)
    ? date.toISOString()
    : `${date.toISOString()} and a part of a millisecond`;
}
