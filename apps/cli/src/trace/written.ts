import type { AccountStatus, AccountType, Direction } from '@pacioli/contracts/account';
import { MOST_OPERATIONS } from '@pacioli/contracts/batch';
import type { EntryKind, Layer } from '@pacioli/contracts/journal-entry';
import { balancesAfter } from '@pacioli/ledger-core/balance';
import type { Query } from '@pacioli/ledger-db/ledger-state';
import { totalsOf, type TotalsRow } from '@pacioli/ledger-db/newest-posting';
import type { Decision } from './decision';

/** So many entries of a decision, and postings of an entry, are told. */
export const MOST_TOLD = 20;

interface WrittenAccount {
  readonly number: number;
  readonly name: string;
  readonly type: AccountType;
  readonly currency: string;
  readonly min_balance: bigint | null;
  readonly max_balance: bigint | null;
}

export interface WrittenAccountChange {
  readonly account: string;
  readonly currency: string;
  readonly revision: bigint;
  readonly status: AccountStatus;
  readonly min_balance: bigint | null;
  readonly max_balance: bigint | null;
  readonly reason: string | null;
}

interface WrittenPosting {
  readonly leg: number;
  readonly account: string;
  readonly layer: Layer;
  readonly direction: Direction;
  readonly amount: bigint;
  readonly currency: string;
  readonly version: bigint;
  /** The three balances of the account after it, in minor units on its normal side. */
  readonly balance_after: string;
  readonly pending_after: string;
  readonly available_after: string;
}

interface WrittenHold {
  readonly amount: bigint;
  readonly currency: string;
  readonly debit: string;
  readonly credit: string;
  readonly expires_at: Date | null;
}

interface WrittenHoldChange {
  readonly hold: string;
  readonly revision: bigint;
  readonly amount: bigint;
  readonly currency: string;
  readonly captured: bigint;
  readonly voided: bigint;
  readonly expired: bigint;
}

interface WrittenExchange {
  readonly rate: string;
  readonly sold: bigint;
  readonly sold_currency: string;
  readonly bought: bigint;
  readonly bought_currency: string;
  readonly exact: string;
  readonly rounded_off: string;
  readonly residue: bigint;
}

interface EntryRow {
  readonly number: bigint;
  readonly id: string;
  readonly kind: EntryKind;
  readonly effective_at: Date;
  readonly description: string | null;
  readonly reference: string | null;
  readonly posting_count: number;
  readonly reverses: string | null;
}

export interface WrittenEntry extends EntryRow {
  /** The first of them. */
  readonly postings: readonly WrittenPosting[];
  readonly hold: WrittenHold | null;
  readonly hold_change: WrittenHoldChange | null;
  readonly exchange: WrittenExchange | null;
}

/** The rows that a decision wrote. */
export interface Written {
  readonly book: { readonly name: string; readonly time_zone: string } | null;
  readonly accounts: readonly WrittenAccount[];
  readonly account_changes: readonly WrittenAccountChange[];
  readonly periods: readonly { readonly period: string; readonly starts_at: Date; readonly ends_at: Date }[];
  readonly entry_count: number;
  /** The first of them. */
  readonly entries: readonly WrittenEntry[];
}

const BOOK = 'select name, time_zone from book where id = $1 and decision = $2';
/** An account is found by its name, which the answer to its opening tells. */
const ACCOUNTS = `
select number, name, type, currency, min_balance, max_balance
  from account
 where book = $1 and decision = $2
   and name = (select answer::jsonb ->> 'name' from outcome where book = $1 and decision = $2)`;
const ACCOUNT_CHANGES = `
select a.name as account, a.currency, c.revision, c.status, c.min_balance, c.max_balance, c.reason
  from account_change c join account a on a.book = c.book and a.number = c.account
 where c.book = $1 and c.decision = $2 order by c.account, c.revision`;
const PERIODS =
  'select period, starts_at, ends_at from closed_period where book = $1 and decision = $2 order by period';

/** The entries of a decision follow each other. */
const OF_DECISION = `book = $1 and decision = $2 and number >= $3 and number < $3 + ${MOST_OPERATIONS}`;
const ENTRY_COUNT = `select count(*)::integer as count from journal_entry where ${OF_DECISION}`;
const ENTRIES = `
select e.number, 'je_' || encode(uuid_send(e.id), 'hex') as id, e.kind, e.effective_at, e.description, e.reference,
       e.posting_count, (select 'je_' || encode(uuid_send(u.id), 'hex') from journal_entry u
                          where u.book = e.book and u.number = e.reverses) as reverses
  from (select * from journal_entry where ${OF_DECISION} order by number limit ${MOST_TOLD}) e
 order by e.number`;

const BETWEEN = 'book = $1 and entry between $2 and $3';
const POSTINGS = `
select p.entry, p.leg, a.name as account, a.type, p.layer, p.direction, p.amount, p.currency, p.version, p.debits_posted,
       p.credits_posted, p.debits_pending, p.credits_pending
  from (select * from posting where ${BETWEEN} and leg <= ${MOST_TOLD}) p
  join account a on a.book = p.book and a.number = p.account
 order by p.entry, p.leg`;
const HOLDS = `
select h.entry, h.amount, h.currency, h.expires_at, d.name as debit, c.name as credit
  from (select * from hold where ${BETWEEN}) h
  join account d on d.book = h.book and d.number = h.debit
  join account c on c.book = h.book and c.number = h.credit`;
const HOLD_CHANGES = `
select c.entry, 'hold_' || encode(uuid_send(e.id), 'hex') as hold, c.revision, h.amount, h.currency, c.captured, c.voided, c.expired
  from (select * from hold_change where ${BETWEEN}) c
  join journal_entry e on e.book = c.book and e.number = c.hold
  join hold h on h.book = c.book and h.entry = c.hold`;
const EXCHANGES = `
select entry, rate, sold, sold_currency, bought, bought_currency, exact, rounded_off, residue from exchange where ${BETWEEN}`;

export async function writtenBy(query: Query, decision: Decision): Promise<Written> {
  const { book, number, entry, type } = decision;
  const own = <Row>(sql: string) => query<Row>(sql, [book, number]);
  const entries = entry === null ? [] : await query<EntryRow>(ENTRIES, [book, number, entry]);
  return {
    book: (await own<NonNullable<Written['book']>>(BOOK))[0] ?? null,
    accounts: type === 'account.requested.v1' ? await own<WrittenAccount>(ACCOUNTS) : [],
    account_changes: await own<WrittenAccountChange>(ACCOUNT_CHANGES),
    periods: await own<Written['periods'][number]>(PERIODS),
    entry_count:
      entry === null ? 0 : (await query<{ count: number }>(ENTRY_COUNT, [book, number, entry]))[0]!.count,
    entries: await withTheirRows(query, book, entries),
  };
}

async function withTheirRows(
  query: Query,
  book: string,
  entries: readonly EntryRow[],
): Promise<WrittenEntry[]> {
  if (entries.length === 0) return [];
  const between = [book, entries[0]!.number, entries.at(-1)!.number];
  const postings = await query<PostingRow>(POSTINGS, between);
  const holds = await byEntry(query<WrittenHold & OfEntry>(HOLDS, between));
  const changes = await byEntry(query<WrittenHoldChange & OfEntry>(HOLD_CHANGES, between));
  const exchanges = await byEntry(query<WrittenExchange & OfEntry>(EXCHANGES, between));
  return entries.map((entry) => ({
    ...entry,
    postings: postings.filter((posting) => posting.entry === entry.number).map(postingOf),
    hold: holds.get(entry.number) ?? null,
    hold_change: changes.get(entry.number) ?? null,
    exchange: exchanges.get(entry.number) ?? null,
  }));
}

interface OfEntry {
  readonly entry: bigint;
}

async function byEntry<Row extends OfEntry>(rows: Promise<Row[]>): Promise<Map<bigint, Omit<Row, 'entry'>>> {
  return new Map((await rows).map(({ entry, ...row }) => [entry, row]));
}

type PostingRow = Omit<WrittenPosting, 'balance_after' | 'pending_after' | 'available_after'> &
  OfEntry &
  Omit<TotalsRow, 'version'> & { readonly type: AccountType };

const postingOf = (row: PostingRow): WrittenPosting => ({
  ...{ leg: row.leg, account: row.account, layer: row.layer, direction: row.direction },
  ...{ amount: row.amount, currency: row.currency, version: row.version },
  ...balancesAfter(totalsOf(row), row.type),
});
