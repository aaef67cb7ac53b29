import type { AccountStatus, AccountType, Direction } from '@pacioli/contracts/account';
import { parseJournalEntryId } from '@pacioli/contracts/operation-id';
import type { AccountState } from '@pacioli/ledger-core/account-state';
import { NO_TOTALS } from '@pacioli/ledger-core/balance';
import { unknownBook, type BookState } from '@pacioli/ledger-core/book-state';
import type { EntryState } from '@pacioli/ledger-core/entry-state';

/** Rows of a query, from whichever connection. */
export type Query = <Row>(text: string, parameters: unknown[]) => Promise<Row[]>;

/** The state of books, whether they were opened or not. */
export async function bookStates(query: Query, ids: readonly string[]): Promise<BookState[]> {
  return (await query<BookRow>(BOOKS, [ids])).map((row) =>
    row.decision === null
      ? unknownBook(row.id)
      : {
          id: row.id,
          opened: row.opened,
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

/** The entries among these that exist. */
export async function entryStates(
  query: Query,
  wanted: readonly { book: string; id: string }[],
): Promise<{ book: string; state: EntryState }[]> {
  const ids = wanted.map(({ book, id }) => ({
    book,
    id: id.slice('je_'.length),
    ...parseJournalEntryId(id)!,
  }));
  const parameters = [
    ids.map(({ book }) => book),
    ids.map(({ id }) => id),
    ids.map(({ from }) => from),
    ids.map(({ to }) => to),
    ids.map(({ n }) => n),
  ];
  return (await query<EntryRow>(ENTRIES, parameters)).map((row) => ({
    book: row.book,
    state: {
      ...{ id: row.id, number: row.number, effectiveAt: row.effective_at.getTime() },
      reverses: row.reverses === null ? null : { number: row.reverses, id: row.reverses_id! },
      reversedBy: row.reversed_by,
      postings: row.postings.map(({ amount, ...posting }) => ({ ...posting, amount: BigInt(amount) })),
    },
  }));
}

interface BookRow {
  id: string;
  opened: boolean;
  decision: bigint | null;
  recorded_at: Date | null;
  hash: Buffer | null;
  entries: bigint | null;
  accounts: number | null;
}

/** Every part is one probe of an index. */
const BOOKS = `
select wanted.id,
       exists (select from book where book.id = wanted.id) as opened,
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
  metadata: Record<string, string>;
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
case when c.revision is null then a.max_balance else c.max_balance end as max_balance,
coalesce(c.metadata, a.metadata) as metadata`;
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
  metadata: row.metadata,
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
  effective_at: Date;
  reverses: bigint | null;
  reverses_id: string | null;
  reversed_by: string | null;
  postings: { accountName: string; direction: Direction; amount: string; currency: string }[];
}

const idOf = (entry: string) => `'je_' || encode(uuid_send(${entry}.id), 'hex')`;

/** By the outcomes of their keys, since an entry's id has no index of its own (operation-id.ts). */
const ENTRIES = `
select e.book, ${idOf('e')} as id, e.number, e.effective_at, e.reverses,
       (select ${idOf('u')} from journal_entry u where u.book = e.book and u.number = e.reverses) as reverses_id,
       (select ${idOf('r')} from journal_entry r where r.book = e.book and r.reverses = e.number) as reversed_by,
       (select json_agg(json_build_object('accountName', a.name, 'direction', p.direction,
                                          'amount', p.amount::text, 'currency', p.currency) order by p.leg)
          from posting p join account a on a.book = p.book and a.number = p.account
         where p.book = e.book and p.entry = e.number) as postings
  from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::integer[]) wanted (book, id, from_key, to_key, n)
  join outcome o on o.key_id between wanted.from_key and wanted.to_key and o.book = wanted.book
  join journal_entry e on e.book = o.book and e.number = o.entry + wanted.n and e.id = wanted.id`;
