import type { AccountType, Direction } from '@pacioli/contracts/account';
import type { Exchange } from '@pacioli/contracts/exchange';
import type { EntryKind, JournalEntry, Layer, Posting } from '@pacioli/contracts/journal-entry';
import { operationIdOf, parseJournalEntryId } from '@pacioli/contracts/operation-id';
import { balancesAfter } from '@pacioli/ledger-core/balance';
import { exchangeAnswer } from '@pacioli/ledger-core/exchange';
import type { Effect, Known } from '@pacioli/ledger-db/effective-totals';
import { effectAt, knownAt } from '@pacioli/ledger-db/known';
import type { Query } from '@pacioli/ledger-db/ledger-state';
import type { LedgerDatabase } from '../ledger-database';

interface EntryRow {
  readonly number: bigint;
  readonly id: string;
  readonly kind: EntryKind;
  readonly recorded_at: Date;
  readonly effective_at: Date;
  readonly description: string | null;
  readonly reference: string | null;
  readonly metadata: Record<string, string>;
  readonly key_id: string;
  readonly fingerprint: Buffer;
  readonly reverses: string | null;
  readonly reversed_by: string | null;
  /** Null but for FX transfers, as are all that follow. */
  readonly rate: string | null;
  readonly sold: bigint;
  readonly sold_currency: string;
  readonly bought: bigint;
  readonly bought_currency: string;
  readonly exact: string;
  readonly rounded_off: string;
  readonly residue: bigint;
}

interface PostingRow {
  readonly entry: bigint;
  readonly account: string;
  readonly type: AccountType;
  readonly layer: Layer;
  readonly direction: Direction;
  readonly amount: bigint;
  readonly currency: string;
  readonly version: bigint;
  readonly debits_posted: bigint;
  readonly credits_posted: bigint;
  readonly debits_pending: bigint;
  readonly credits_pending: bigint;
}

const ENTRY = `
e.number, 'je_' || encode(uuid_send(e.id), 'hex') as id, e.kind, e.recorded_at, e.effective_at, e.description, e.reference,
e.metadata, encode(uuid_send(o.key_id), 'hex') as key_id, o.fingerprint,
(select 'je_' || encode(uuid_send(u.id), 'hex') from journal_entry u where u.book = e.book and u.number = e.reverses) as reverses,
(select 'je_' || encode(uuid_send(r.id), 'hex') from journal_entry r where r.book = e.book and r.reverses = e.number) as reversed_by,
x.rate, x.sold, x.sold_currency, x.bought, x.bought_currency, x.exact, x.rounded_off, x.residue`;
/** What entry `e` exchanged. */
const EXCHANGE = 'left join exchange x on x.book = e.book and x.entry = e.number';

/** The id is derived from the key id, which alone is indexed: it leads to the outcome, and that to its entries. */
const BY_ID = `
select ${ENTRY}
  from outcome o
  join journal_entry e on e.book = o.book and e.number = o.entry + $4
  ${EXCHANGE}
 where o.book = $1 and o.key_id between $2 and $3 and e.id = $5`;

/** An entry may have 1,000 postings: beyond so many a page ends early, whatever its limit. */
const MOST_POSTINGS = 5_000;

const PAGE = `
select ${ENTRY}
  from (select *, sum(posting_count) over (order by number desc) - posting_count as postings_before
          from (select * from journal_entry
                 where book = $1 and ($2::bigint is null or number < $2)
                 order by number desc limit $3) newest) e
  join outcome o on o.book = e.book and o.decision = e.decision
  ${EXCHANGE}
 where e.postings_before < ${MOST_POSTINGS}
 order by e.number desc`;

const POSTINGS = `
select p.entry, a.name as account, a.type, p.layer, p.direction, p.amount, p.currency, p.version, p.debits_posted, p.credits_posted,
       p.debits_pending, p.credits_pending
  from posting p
  join account a on a.book = p.book and a.number = p.account
 where p.book = $1 and p.entry between $2 and $3
 order by p.entry, p.leg`;

export class JournalEntriesStore {
  private readonly query: Query = (text, parameters) => this.database.read(text, parameters);

  constructor(private readonly database: LedgerDatabase) {}

  async byId(book: string, id: string): Promise<JournalEntry | undefined> {
    const { from, to, n } = parseJournalEntryId(id)!;
    const rows = await this.database.read<EntryRow>(BY_ID, [book, from, to, n, id.slice(3)]);
    return (await this.withPostings(book, rows))[0];
  }

  /** Entries before a number, or from the newest on; fewer than `limit` when they have very many postings. */
  async page(book: string, before: string | null, limit: number): Promise<JournalEntry[]> {
    return this.withPostings(book, await this.database.read<EntryRow>(PAGE, [book, before, limit]));
  }

  /** What was recorded by a moment, which may be `infinity`. */
  known(book: string, at: string): Promise<Known> {
    return knownAt(this.query, book, at);
  }

  /** A moment of effect, of what is known. */
  effect(book: string, at: string, known: Known): Promise<Effect> {
    return effectAt(this.query, book, at, known);
  }

  private async withPostings(book: string, rows: EntryRow[]): Promise<JournalEntry[]> {
    if (rows.length === 0) return [];
    const range = [rows.at(-1)!.number, rows[0]!.number];
    const postings = new Map<bigint, Posting[]>(rows.map(({ number }) => [number, []]));
    for (const row of await this.database.read<PostingRow>(POSTINGS, [book, ...range])) {
      postings.get(row.entry)?.push(postingOf(row));
    }
    return rows.map((row) => entryOf(book, row, postings.get(row.number)!));
  }
}

function postingOf(row: PostingRow): Posting {
  const { account, layer, direction, currency } = row;
  const totals = {
    ...{ debitsPosted: row.debits_posted, creditsPosted: row.credits_posted },
    ...{ debitsPending: row.debits_pending, creditsPending: row.credits_pending },
  };
  return {
    ...{ account, layer, direction },
    amount: row.amount.toString(),
    currency,
    version: row.version.toString(),
    ...balancesAfter(totals, row.type),
  };
}

const exchangeOf = (row: EntryRow): Exchange =>
  exchangeAnswer({
    rate: row.rate!,
    ...{ sold: row.sold, soldCurrency: row.sold_currency },
    ...{ bought: row.bought, boughtCurrency: row.bought_currency },
    ...{ exact: row.exact, roundedOff: row.rounded_off, residue: row.residue },
  });

const entryOf = (book: string, row: EntryRow, postings: Posting[]): JournalEntry => ({
  id: row.id,
  book,
  number: row.number.toString(),
  operation: operationIdOf(row.key_id, row.fingerprint),
  kind: row.kind,
  recorded_at: row.recorded_at.toISOString(),
  effective_at: row.effective_at.toISOString(),
  description: row.description,
  reference: row.reference,
  metadata: row.metadata,
  reverses: row.reverses,
  ...(row.reversed_by !== null && { reversed_by: row.reversed_by }),
  postings,
  ...(row.rate !== null && { exchange: exchangeOf(row) }),
});
