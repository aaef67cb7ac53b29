import { MOST_BATCH_POSTINGS, MOST_BATCH_RESULT_BYTES, MOST_OPERATIONS } from '@pacioli/contracts/batch';
import type { PaymentEvent } from '@pacioli/contracts/payment-event';
import { Ledger } from '@pacioli/ledger-core/ledger';
import type { Needs } from '@pacioli/ledger-core/movement';
import { entryWeights, holdWeights, type Query, type Weight } from './ledger-state';

/** What is to be decided in a book: an event, or a record that is none, which looks at the book alone. */
export interface Undecided {
  readonly book: string;
  readonly event?: PaymentEvent;
}

/** An account by its name, an entry or a hold by its id. */
export interface Wanted {
  readonly book: string;
  readonly id: string;
}

/** As many of what is to be decided as can be at once, and what they look at that the ledger does not know yet. */
export interface Portion {
  /** How many of them, from the first on. */
  readonly count: number;
  readonly books: readonly string[];
  readonly accounts: readonly Wanted[];
  readonly metadata: readonly Wanted[];
  readonly entries: readonly Wanted[];
  readonly holds: readonly Wanted[];
  /** What the entries and holds take of memory: 1 for as many postings, or as much metadata, as are loaded at once. */
  readonly weight: number;
}

/**
 * Bytes of metadata of holds that are loaded at once. The results of a batch tell all of its metadata, and it is refused when
 * they pass their limit; the database prints a blank after each colon and comma, which is less than as much again.
 */
const MOST_HOLD_BYTES = 2 * MOST_BATCH_RESULT_BYTES;

/**
 * The first, and those behind it that weigh no more with it than one batch may come to, so that memory is bounded whatever
 * they name. Nothing is weighed where they name no entry and no hold, as payments do.
 */
export async function nextPortion(
  ledger: Ledger,
  undecided: readonly Undecided[],
  query: Query,
): Promise<Portion> {
  const needs = needsAtOnce(ledger, undecided);
  const entries = await Share.of(MOST_BATCH_POSTINGS, entryWeights, namedIn(needs, 'entries'), query);
  const holds = await Share.of(MOST_HOLD_BYTES, holdWeights, namedIn(needs, 'holds'), query);
  const books = new Set<string>();
  const accounts: Wanted[] = [];
  const metadata: Wanted[] = [];
  let count = 0;
  for (const need of needs) {
    const fits = entries.hasRoomFor(need.entries) && holds.hasRoomFor(need.holds);
    if (count > 0 && !fits) break;
    entries.add(need.entries);
    holds.add(need.holds);
    if (!ledger.knowsBook(need.book)) books.add(need.book);
    for (const account of need.accounts) accounts.push(account);
    metadata.push(...need.metadata);
    count += 1;
  }
  return {
    ...{ count, books: [...books], accounts, metadata, entries: entries.wanted, holds: holds.wanted },
    weight: entries.weight + holds.weight,
  };
}

/** What something that is to be decided looks at; of entries and holds, what the ledger does not know yet. */
interface Need {
  readonly book: string;
  readonly accounts: readonly Wanted[];
  readonly metadata: readonly Wanted[];
  readonly entries: readonly Wanted[];
  readonly holds: readonly Wanted[];
}

/** The needs of the first, and of those behind it that name no more entries and holds with it than one batch can. */
function needsAtOnce(ledger: Ledger, undecided: readonly Undecided[]): Need[] {
  const needs: Need[] = [];
  let named = 0;
  for (const { book, event } of undecided) {
    const needed = event === undefined ? {} : Ledger.needsOf(event);
    const { accounts = [], entries = [], holds = [], metadata = [] }: Partial<Needs> = needed;
    named += entries.length + holds.length;
    if (needs.length > 0 && named > MOST_OPERATIONS) break;
    const inBook = (ids: readonly string[]) => ids.map((id) => ({ book, id }));
    needs.push({
      ...{ book, accounts: inBook(accounts), metadata: inBook(metadata) },
      entries: inBook(entries).filter(({ id }) => !ledger.knowsEntry(book, id)),
      holds: inBook(holds).filter(({ id }) => !ledger.knowsHold(book, id)),
    });
  }
  return needs;
}

const namedIn = (needs: readonly Need[], kind: 'entries' | 'holds') => needs.flatMap((need) => need[kind]);

/** What is loaded of entries or of holds, up to the one with which it is too much. */
class Share {
  private readonly taken = new Map<string, Wanted>();
  private sum = 0;

  private constructor(
    private readonly most: number,
    private readonly weights: ReadonlyMap<string, number>,
  ) {}

  static async of(
    most: number,
    weigh: (query: Query, named: readonly Wanted[]) => Promise<Weight[]>,
    named: readonly Wanted[],
    query: Query,
  ): Promise<Share> {
    const weights = named.length > 0 ? await weigh(query, named) : [];
    return new Share(most, new Map(weights.map((of) => [keyOf(of), of.weight])));
  }

  get wanted(): Wanted[] {
    return [...this.taken.values()];
  }

  get weight(): number {
    return this.sum / this.most;
  }

  hasRoomFor(named: readonly Wanted[]): boolean {
    return named.reduce((sum, one) => sum + this.weightOf(one), this.sum) <= this.most;
  }

  /**
   * Takes what an event names, in the order in which its operations do. What one event alone names behind the entry or hold
   * with which it is too much is never looked at: only a batch can name so much, and it is refused there at the latest.
   */
  add(named: readonly Wanted[]): void {
    for (const one of named) {
      if (this.sum > this.most) return;
      this.sum += this.weightOf(one);
      this.taken.set(keyOf(one), one);
    }
  }

  /** What is taken already weighs nothing more, and what the database does not have weighs nothing. */
  private weightOf(one: Wanted): number {
    const key = keyOf(one);
    return this.taken.has(key) ? 0 : (this.weights.get(key) ?? 0);
  }
}

/** Neither a book's id nor an account's name nor an entry's id can hold a space. */
export const keyOf = ({ book, id }: Wanted) => `${book} ${id}`;
