import type { AccountStatus, AccountType, Direction } from '@pacioli/contracts/account';
import { entryIdOfHold, holdIdOf, parseJournalEntryId } from '@pacioli/contracts/operation-id';
import type { AccountState } from '@pacioli/ledger-core/account-state';
import { NO_TOTALS } from '@pacioli/ledger-core/balance';
import { unknownBook, type BookState } from '@pacioli/ledger-core/book-state';
import type { EntryState } from '@pacioli/ledger-core/entry-state';
import type { HoldState } from '@pacioli/ledger-core/hold-state';

/** Rows of a query, from whichever connection. */
export type Query = <Row>(text: string, parameters: unknown[]) => Promise<Row[]>;

/** The state of books, whether they were opened or not. */
export async function bookStates(query: Query, ids: readonly string[]): Promise<BookState[]> {
  return (await query<BookRow>(BOOKS, [ids])).map((row) =>
    row.decision === null
      ? unknownBook(row.id)
      : {
          id: row.id,
          opened: row.time_zone !== null,
          timeZone: row.time_zone ?? '',
          closedPeriods: row.closed_periods.map(({ period, from, until }) => ({
            ...{ period, startsAt: from, endsAt: until },
          })),
          decisions: row.decision,
          entries: row.entries ?? 0n,
          accounts: row.accounts ?? 0,
          recordedAt: row.recorded_at!.getTime(),
          hash: row.hash!,
        },
  );
}

/** The accounts among these that exist. */
export async function accountStates(
  query: Query,
  wanted: readonly { book: string; name: string }[],
): Promise<{ book: string; state: AccountState }[]> {
  const parameters = [wanted.map(({ book }) => book), wanted.map(({ name }) => name)];
  return (await query<AccountRow>(ACCOUNTS, parameters)).map((row) => ({
    book: row.book,
    state: accountState(row),
  }));
}

/** The metadata of the accounts among these that exist. */
export const accountMetadata = (
  query: Query,
  wanted: readonly { book: string; name: string }[],
): Promise<{ book: string; name: string; metadata: Record<string, string> }[]> =>
  query(ACCOUNT_METADATA, [wanted.map(({ book }) => book), wanted.map(({ name }) => name)]);

/** The entries among these that exist. */
export async function entryStates(
  query: Query,
  wanted: readonly { book: string; id: string }[],
): Promise<{ book: string; state: EntryState }[]> {
  return (await query<EntryRow>(ENTRIES, byId(wanted))).map((row) => ({
    book: row.book,
    state: {
      ...{ id: row.id, number: row.number },
      reverses: row.reverses === null ? null : { number: row.reverses, id: row.reverses_id! },
      reversedBy: row.reversed_by,
      postings: row.postings.map(({ amount, ...posting }) => ({ ...posting, amount: BigInt(amount) })),
    },
  }));
}

/** The holds among these that exist. */
export async function holdStates(
  query: Query,
  wanted: readonly { book: string; id: string }[],
): Promise<{ book: string; state: HoldState }[]> {
  const entries = wanted.map(({ book, id }) => ({ book, id: entryIdOfHold(id) }));
  return (await query<HoldRow & { book: string }>(HOLDS, byId(entries))).map((row) => ({
    book: row.book,
    state: holdState(row),
  }));
}

/** What each of the entries or holds comes to that exist among those asked for. */
export interface Weight {
  readonly book: string;
  readonly id: string;
  readonly weight: number;
}

/** How many postings a reversal of each of the entries would have at the least. */
export const entryWeights = (
  query: Query,
  wanted: readonly { book: string; id: string }[],
): Promise<Weight[]> => query<Weight>(ENTRY_WEIGHTS, byId(wanted));

/** How many bytes of metadata each of the holds has, as the database prints them. */
export async function holdWeights(
  query: Query,
  wanted: readonly { book: string; id: string }[],
): Promise<Weight[]> {
  const entries = wanted.map(({ book, id }) => ({ book, id: entryIdOfHold(id) }));
  const rows = await query<Weight>(HOLD_WEIGHTS, byId(entries));
  return rows.map((row) => ({ ...row, id: holdIdOf(row.id) }));
}

/** Entries by id, as arrays: the ids, and the range of keys and the place that each says (operation-id.ts). */
function byId(wanted: readonly { book: string; id: string }[]): unknown[] {
  const places = wanted.map(({ id }) => parseJournalEntryId(id)!);
  return [
    wanted.map(({ book }) => book),
    wanted.map(({ id }) => id.slice('je_'.length)),
    places.map(({ from }) => from),
    places.map(({ to }) => to),
    places.map(({ n }) => n),
  ];
}

interface BookRow {
  id: string;
  time_zone: string | null;
  closed_periods: { period: string; from: number; until: number }[];
  decision: bigint | null;
  recorded_at: Date | null;
  hash: Buffer | null;
  entries: bigint | null;
  accounts: number | null;
}

/** Every part is one probe of an index. */
const BOOKS = `
select wanted.id,
       (select time_zone from book where book.id = wanted.id) as time_zone,
       coalesce((select json_agg(json_build_object('period', period, 'from', extract(epoch from starts_at) * 1000,
                                                  'until', extract(epoch from ends_at) * 1000) order by decision)
                   from closed_period where book = wanted.id), '[]') as closed_periods,
       newest.decision, newest.recorded_at, newest.hash,
       (select max(number) from journal_entry where book = wanted.id) as entries,
       (select max(number) from account where book = wanted.id) as accounts
  from unnest($1::text[]) wanted (id)
  left join lateral (select decision, recorded_at, hash from outcome
                      where book = wanted.id order by decision desc limit 1) newest on true`;

interface AccountRow {
  book: string;
  number: number;
  name: string;
  type: AccountType;
  currency: string;
  created_at: Date;
  revision: bigint;
  status: AccountStatus;
  min_balance: bigint | null;
  max_balance: bigint | null;
  version: bigint | null;
  debits_posted: bigint;
  credits_posted: bigint;
  debits_pending: bigint;
  credits_pending: bigint;
}

/** What can be changed of account `a`, as its newest change `c` left it or it was opened. */
export const CHANGEABLE = `
coalesce(c.revision, 0) as revision, coalesce(c.status, 'ACTIVE') as status,
case when c.revision is null then a.min_balance else c.min_balance end as min_balance,
case when c.revision is null then a.max_balance else c.max_balance end as max_balance`;
/** So are its metadata. */
export const METADATA = `coalesce(c.metadata, a.metadata) as metadata`;
/** The newest change of account `a`. */
export const NEWEST_CHANGE = `
select * from account_change where book = a.book and account = a.number order by revision desc limit 1`;

/** The newest change of account `a` among those that were recorded by the moment that is the parameter `upTo`, null for now. */
export const newestChangeUpTo = (upTo: `$${number}`) => `
select * from account_change
 where book = a.book and account = a.number and (${upTo}::timestamptz is null or changed_at <= ${upTo})
 order by revision desc limit 1`;

const ACCOUNTS = `
select a.book, a.number, a.name, a.type, a.currency, a.created_at, ${CHANGEABLE},
       newest.version, newest.debits_posted, newest.credits_posted, newest.debits_pending, newest.credits_pending
  from unnest($1::text[], $2::text[]) wanted (book, name)
  join account a on a.book = wanted.book and a.name = wanted.name
  left join lateral (${NEWEST_CHANGE}) c on true
  left join lateral (select * from posting where posting.book = a.book and posting.account = a.number
                      order by version desc limit 1) newest on true`;

const ACCOUNT_METADATA = `
select a.book, a.name, ${METADATA}
  from unnest($1::text[], $2::text[]) wanted (book, name)
  join account a on a.book = wanted.book and a.name = wanted.name
  left join lateral (${NEWEST_CHANGE}) c on true`;

const accountState = (row: AccountRow): AccountState => ({
  number: row.number,
  name: row.name,
  type: row.type,
  currency: row.currency,
  createdAt: row.created_at.getTime(),
  revision: row.revision,
  status: row.status,
  minBalance: row.min_balance,
  maxBalance: row.max_balance,
  version: row.version ?? 0n,
  totals:
    row.version === null
      ? NO_TOTALS
      : {
          debitsPosted: row.debits_posted,
          creditsPosted: row.credits_posted,
          debitsPending: row.debits_pending,
          creditsPending: row.credits_pending,
        },
});

interface EntryRow {
  book: string;
  id: string;
  number: bigint;
  reverses: bigint | null;
  reverses_id: string | null;
  reversed_by: string | null;
  postings: { accountName: string; direction: Direction; amount: string; currency: string }[];
}

const idOf = (entry: string) => `'je_' || encode(uuid_send(${entry}.id), 'hex')`;

/** By the outcomes of their keys, since an entry's id has no index of its own (operation-id.ts). */
const WANTED_ENTRIES = `
       unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::integer[]) wanted (book, id, from_key, to_key, n)
  join outcome o on o.key_id between wanted.from_key and wanted.to_key and o.book = wanted.book
  join journal_entry e on e.book = o.book and e.number = o.entry + wanted.n and e.id = wanted.id`;

const ENTRIES = `
select e.book, ${idOf('e')} as id, e.number, e.reverses,
       (select ${idOf('u')} from journal_entry u where u.book = e.book and u.number = e.reverses) as reverses_id,
       (select ${idOf('r')} from journal_entry r where r.book = e.book and r.reverses = e.number) as reversed_by,
       coalesce((select json_agg(json_build_object('accountName', a.name, 'direction', p.direction,
                                          'amount', p.amount::text, 'currency', p.currency) order by p.leg)
          from posting p join account a on a.book = p.book and a.number = p.account
         where p.book = e.book and p.entry = e.number and p.layer = 'posted'), '[]') as postings
  from ${WANTED_ENTRIES}`;

/** The postings are not counted, which would be to read them: of what settles a hold a few move money, and none is taken for granted. */
const ENTRY_WEIGHTS = `
select e.book, ${idOf('e')} as id,
       case when e.kind in ('transfer', 'journal_entry', 'fx_transfer', 'reversal') then e.posting_count else 0 end as weight
  from ${WANTED_ENTRIES}`;

export interface HoldRow {
  readonly entry: bigint;
  readonly entry_id: string;
  readonly debit: number;
  readonly debit_name: string;
  readonly credit: number;
  readonly credit_name: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly expires_at: Date | null;
  readonly description: string | null;
  readonly reference: string | null;
  readonly metadata: Record<string, string>;
  readonly recorded_at: Date;
  readonly revision: bigint | null;
  readonly captured: bigint | null;
  readonly voided: bigint | null;
  readonly expired: bigint | null;
}

/** The columns of hold `h`, reserved by entry `e`. */
export const HOLD = `
h.entry, ${idOf('e')} as entry_id, h.debit, h.credit, h.amount, h.currency, h.expires_at,
(select name from account where book = h.book and number = h.debit) as debit_name,
(select name from account where book = h.book and number = h.credit) as credit_name,
e.description, e.reference, e.metadata, e.recorded_at, c.revision, c.captured, c.voided, c.expired`;
/** What has become of hold `h`. */
export const NEWEST_HOLD_CHANGE = `
select * from hold_change where book = h.book and hold = h.entry order by revision desc limit 1`;

const HOLDS = `
select h.book, ${HOLD}
  from ${WANTED_ENTRIES}
  join hold h on h.book = e.book and h.entry = e.number
  left join lateral (${NEWEST_HOLD_CHANGE}) c on true`;

const HOLD_WEIGHTS = `
select h.book, ${idOf('e')} as id, octet_length(e.metadata::text) as weight
  from ${WANTED_ENTRIES}
  join hold h on h.book = e.book and h.entry = e.number`;

export const holdState = (row: HoldRow): HoldState => ({
  entry: row.entry,
  entryId: row.entry_id,
  debit: row.debit,
  debitName: row.debit_name,
  credit: row.credit,
  creditName: row.credit_name,
  amount: row.amount,
  currency: row.currency,
  expiresAt: row.expires_at?.getTime() ?? null,
  description: row.description,
  reference: row.reference,
  metadata: row.metadata,
  createdAt: row.recorded_at.getTime(),
  revision: row.revision ?? 0n,
  captured: row.captured ?? 0n,
  voided: row.voided ?? 0n,
  expired: row.expired ?? 0n,
});
