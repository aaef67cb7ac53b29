import type { AccountType, Direction } from '@pacioli/contracts/account';
import type { RowReader } from '@pacioli/postgres/row-reader';
import type { Snapshot } from '@pacioli/postgres/snapshot';

/** A book as its export begins with it. */
export interface ExportedBook {
  readonly id: string;
  readonly name: string;
  /** By name. */
  readonly accounts: readonly ExportedAccount[];
  /** Days are those of the book's time zone, as 2026-01-31. */
  readonly dayOf: (moment: number) => string;
  /** Nothing took effect before it. */
  readonly firstDay: string;
}

export interface ExportedAccount {
  readonly number: number;
  readonly name: string;
  readonly type: AccountType;
  readonly currency: string;
}

/** What an entry posted; pending and released amounts moved no money. */
export interface PostedEntry {
  readonly number: bigint;
  /** `je_` and 32 hex digits. */
  readonly id: string;
  readonly effectiveAt: number;
  readonly description: string | null;
  readonly reference: string | null;
  /** Of an FX transfer, as it was given. */
  readonly rate: string | null;
  readonly postings: readonly PostedAmount[];
}

export interface PostedAmount {
  /** The account's number. */
  readonly account: number;
  /** Minor units, negative on the credit side. */
  readonly amount: bigint;
  readonly currency: string;
}

interface BookRow {
  readonly name: string;
  readonly time_zone: string;
  readonly first: Date;
}

const BOOK = `
select name, time_zone,
       least(created_at, (select min(effective_at) from journal_entry where book = $1)) as first
  from book
 where id = $1`;

const ACCOUNTS = `select number, name, type, currency from account where book = $1 order by name`;

/** Undefined when there is no such book. */
export async function exportedBook(snapshot: Snapshot, id: string): Promise<ExportedBook | undefined> {
  const [row] = await snapshot.query<BookRow>(BOOK, [id]);
  if (row === undefined) return undefined;
  const dayOf = daysIn(row.time_zone);
  const accounts = await snapshot.query<ExportedAccount>(ACCOUNTS, [id]);
  return { id, name: row.name, accounts, dayOf, firstDay: dayOf(row.first.getTime()) };
}

function daysIn(timeZone: string): (moment: number) => string {
  const digits = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const format = new Intl.DateTimeFormat('en', { ...digits, timeZone });
  return (moment) => {
    const { year, month, day } = Object.fromEntries(
      format.formatToParts(moment).map(({ type, value }) => [type, value]),
    );
    return `${year}-${month}-${day}`;
  };
}

/** COPY takes no parameters, and the id of a book holds no quote. Rows come in the order of the index on entry and leg. */
const postings = (book: string) => `
select e.number, e.id, e.effective_at, e.description, e.reference, x.rate, p.account, p.direction, p.amount, p.currency
  from posting p
  join journal_entry e on e.book = p.book and e.number = p.entry
  left join exchange x on x.book = p.book and x.entry = p.entry
 where p.book = '${book}' and p.layer = 'posted'
 order by p.entry, p.leg`;

type PostingRow = Omit<PostedEntry, 'postings'> & { readonly posting: PostedAmount };

function postingRow(row: RowReader): PostingRow {
  const [number, id, effectiveAt] = [row.bigint(), `je_${row.uuid()}`, row.moment()];
  const [description, reference] = [row.textOrNull(), row.textOrNull()];
  const [rate, account] = [row.textOrNull(), row.integer()];
  const [direction, amount, currency] = [row.text() as Direction, row.bigint(), row.text()];
  const posting = { account, amount: direction === 'DEBIT' ? amount : -amount, currency };
  return { number, id, effectiveAt, description, reference, rate, posting };
}

/** All that the book posted, by the numbers of the entries. */
export async function* postedEntries(snapshot: Snapshot, { id }: ExportedBook): AsyncGenerator<PostedEntry> {
  let entry: (PostedEntry & { postings: PostedAmount[] }) | undefined;
  for await (const rows of snapshot.rows(postings(id), postingRow)) {
    for (const { posting, ...row } of rows) {
      if (entry?.number === row.number) entry.postings.push(posting);
      else {
        if (entry !== undefined) yield entry;
        entry = { ...row, postings: [posting] };
      }
    }
  }
  if (entry !== undefined) yield entry;
}
