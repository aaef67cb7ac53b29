import { journalEntryIdOf } from '@pacioli/contracts/operation-id';
import type { EntryRow, OutcomeRow } from './journal';

/** The ids of all entries of a key are the same but for the last four digits, which count them. */
export const isOfKey = ({ id }: EntryRow, { keyId }: OutcomeRow): boolean =>
  id.slice(0, -4) === journalEntryIdOf(keyId).slice(0, -4);

/** The id of an outcome's entry at a place, counted from 0. */
export const entryIdAt = ({ keyId }: OutcomeRow, place: bigint): string =>
  journalEntryIdOf(keyId, Number(place));

/**
 * The number of an outcome's first entry: what the outcome says, if the first that was found bears it out by its id, as it
 * does when those before it are gone. If not, one of the two was changed, and the one that was found is taken for the first.
 */
export function firstEntry(outcome: OutcomeRow, found: EntryRow): bigint {
  const said = outcome.entry;
  return said !== null && found.id === entryIdAt(outcome, found.number - said) ? said : found.number;
}
