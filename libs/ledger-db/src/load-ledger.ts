import { holdIdOf } from '@pacioli/contracts/operation-id';
import type { Ledger } from '@pacioli/ledger-core/ledger';
import {
  accountMetadata,
  accountStates,
  bookStates,
  entryStates,
  holdStates,
  type Query,
} from './ledger-state';
import { keyOf, nextPortion, type Portion, type Undecided, type Wanted } from './portion';

/**
 * Gives a ledger what it is going to look at and does not know yet, for the first of what is to be decided and for as many behind
 * it as can be decided with it; returns how many these are, and what was loaded of entries and holds weighs.
 */
export async function loadLedger(
  ledger: Ledger,
  undecided: readonly Undecided[],
  query: Query,
): Promise<Pick<Portion, 'count' | 'weight'>> {
  const { books, accounts, metadata, entries, holds, count, weight } = await nextPortion(
    ledger,
    undecided,
    query,
  );
  if (books.length > 0) for (const state of await bookStates(query, books)) ledger.loadBook(state);
  const ofEntries = await loadEntries(ledger, entries, query);
  const ofHolds = await loadHolds(ledger, holds, query);
  await loadAccounts(ledger, [...accounts, ...ofEntries, ...ofHolds], query);
  await loadMetadata(ledger, metadata, query);
  return { count, weight };
}

/** Returns the accounts that the entries name. Those of an entry that is decided along with this are loaded for itself. */
async function loadEntries(ledger: Ledger, wanted: readonly Wanted[], query: Query): Promise<Wanted[]> {
  if (wanted.length === 0) return [];
  const found = await entryStates(query, wanted);
  for (const { book, id } of wanted) ledger.loadEntry(book, id, null);
  for (const { book, state } of found) ledger.loadEntry(book, state.id, state);
  return found.flatMap(({ book, state }) => state.postings.map(({ accountName: id }) => ({ book, id })));
}

/** Returns the accounts between which the holds are; those of a hold that is decided along with this are loaded for itself. */
async function loadHolds(ledger: Ledger, wanted: readonly Wanted[], query: Query): Promise<Wanted[]> {
  if (wanted.length === 0) return [];
  const found = await holdStates(query, wanted);
  for (const { book, id } of wanted) ledger.loadHold(book, id, null);
  for (const { book, state } of found) ledger.loadHold(book, holdIdOf(state.entryId), state);
  return found.flatMap(({ book, state }) => [state.debitName, state.creditName].map((id) => ({ book, id })));
}

async function loadAccounts(ledger: Ledger, wanted: readonly Wanted[], query: Query): Promise<void> {
  const names = each(wanted.filter(({ book, id }) => !ledger.knowsAccount(book, id)));
  if (names.length === 0) return;
  const found = await accountStates(query, names);
  for (const { book, name } of names) ledger.loadAccount(book, name, null);
  for (const { book, state } of found) ledger.loadAccount(book, state.name, state);
}

async function loadMetadata(ledger: Ledger, wanted: readonly Wanted[], query: Query): Promise<void> {
  const names = each(wanted.filter(({ book, id }) => !ledger.knowsMetadata(book, id)));
  if (names.length === 0) return;
  const found = await accountMetadata(query, names);
  for (const { book, name } of names) ledger.loadMetadata(book, name, null);
  for (const { book, name, metadata } of found) ledger.loadMetadata(book, name, metadata);
}

/** Each account once. */
const each = (wanted: readonly Wanted[]): { book: string; name: string }[] =>
  [...new Map(wanted.map((account) => [keyOf(account), account])).values()].map(({ book, id: name }) => ({
    ...{ book, name },
  }));
