import { holdIdOf } from '@pacioli/contracts/operation-id';
import type { PaymentEvent } from '@pacioli/contracts/payment-event';
import { Ledger } from '@pacioli/ledger-core/ledger';
import { accountStates, bookStates, entryStates, holdStates, type Query } from './ledger-state';

/** What is to be decided in a book: an event, or a record that is none, which looks at the book alone. */
export interface Undecided {
  readonly book: string;
  readonly event?: PaymentEvent;
}

/** An account by its name, an entry or a hold by its id. */
interface Wanted {
  readonly book: string;
  readonly id: string;
}

/** Gives a ledger all that it is going to look at and does not know yet. */
export async function loadLedger(
  ledger: Ledger,
  undecided: readonly Undecided[],
  query: Query,
): Promise<void> {
  const books = new Set<string>();
  const accounts = new Map<string, Wanted>();
  const entries = new Map<string, Wanted>();
  const holds = new Map<string, Wanted>();
  const want = (wanted: Map<string, Wanted>, book: string, ids: readonly string[] = []) => {
    for (const id of ids) wanted.set(`${book} ${id}`, { book, id });
  };
  for (const { book, event } of undecided) {
    if (!ledger.knowsBook(book)) books.add(book);
    if (event === undefined) continue;
    const needs = Ledger.needsOf(event);
    want(accounts, book, needs.accounts);
    want(entries, book, needs.entries);
    want(holds, book, needs.holds);
  }
  if (books.size > 0) for (const state of await bookStates(query, [...books])) ledger.loadBook(state);
  const newEntries = [...entries.values()].filter(({ book, id }) => !ledger.knowsEntry(book, id));
  for (const { book, id } of await loadEntries(ledger, newEntries, query)) want(accounts, book, [id]);
  const newHolds = [...holds.values()].filter(({ book, id }) => !ledger.knowsHold(book, id));
  for (const { book, id } of await loadHolds(ledger, newHolds, query)) want(accounts, book, [id]);
  const newAccounts = [...accounts.values()].filter(({ book, id }) => !ledger.knowsAccount(book, id));
  await loadAccounts(ledger, newAccounts, query);
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
  if (wanted.length === 0) return;
  const names = wanted.map(({ book, id: name }) => ({ book, name }));
  const found = await accountStates(query, names);
  for (const { book, name } of names) ledger.loadAccount(book, name, null);
  for (const { book, state } of found) ledger.loadAccount(book, state.name, state);
}
