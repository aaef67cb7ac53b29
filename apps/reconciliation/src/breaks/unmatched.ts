import type { SourceRevision } from '@pacioli/contracts/outside-statement-answers';
import { newestTurn } from '@pacioli/ledger-db/open-breaks';
import type { LedgerItem, Settled, StatementLine } from '../matching/statement-matching';
import type { Mirror } from '../outside-statements/statement-rows';
import type { Query } from '../writes/keyed-writes';

/** A break that was resolved keeps its members: what is settled is not matched again, unless the break is reopened. */
const IS_RESOLVED = (member: string) => `
exists (select from ${member} m
          join reconciliation.break b on b.id = m.break and ${newestTurn('b.id')} = 'resolved'`;

const ITEMS = `
select p.entry, p.leg, case p.direction when 'DEBIT' then p.amount else -p.amount end as amount, p.currency,
       to_char(e.effective_at at time zone book.time_zone, 'YYYY-MM-DD') as effective,
       'je_' || encode(uuid_send(e.id), 'hex') as id, e.reference, e.metadata, o.idempotency_key
  from account a
  join posting p on p.book = a.book and p.account = a.number
  join journal_entry e on e.book = p.book and e.number = p.entry
  join outcome o on o.book = e.book and o.decision = e.decision
  join book on book.id = p.book
 where a.book = $1 and a.name = $3 and p.layer = 'posted'
   and (e.effective_at at time zone book.time_zone)::date between $4::date - $6::integer and $5::date + $6::integer`;
const ITEM_IS_MATCHED = `
exists (select from reconciliation.match_item m
         where m.book = p.book and m.source = $2 and m.entry = p.entry and m.leg = p.leg)`;
const ITEM_IS_RESOLVED = `${IS_RESOLVED('reconciliation.break_item')}
         where b.book = $1 and b.source = $2 and m.entry = p.entry and m.leg = p.leg)`;
const UNMATCHED_ITEMS = `${ITEMS} and not ${ITEM_IS_MATCHED} and not ${ITEM_IS_RESOLVED}`;

/** A line that moved nothing, as a notice of a bank does, is in its statement: nothing in the ledger could answer to it. */
const LINES = `
select l.id, l.reference, l.other_references, l.amount, l.fee, l.currency,
       to_char(l.booked_on, 'YYYY-MM-DD') as booked, to_char(l.value_on, 'YYYY-MM-DD') as valued
  from reconciliation.statement_line l
 where l.book = $1 and l.source = $2 and l.booked_on >= $3 and (l.amount <> 0 or coalesce(l.fee, 0) <> 0)`;
const LINE_IS_MATCHED = 'exists (select from reconciliation.match_line m where m.line = l.id)';
const LINE_IS_RESOLVED = `${IS_RESOLVED('reconciliation.break_line')} where m.line = l.id)`;
const UNMATCHED_LINES = `${LINES} and not ${LINE_IS_MATCHED} and not ${LINE_IS_RESOLVED}`;

/** So far back the rules look at what was settled before. */
const SETTLED_DAYS = 31;
const SETTLED_ITEMS = `${ITEMS}
   and (e.effective_at at time zone book.time_zone)::date >= $5::date - ${SETTLED_DAYS}
   and (${ITEM_IS_MATCHED} or ${ITEM_IS_RESOLVED})`;
const SETTLED_LINES = `${LINES}
   and coalesce(l.value_on, l.booked_on) >= $4::date - ${SETTLED_DAYS} and (${LINE_IS_MATCHED} or ${LINE_IS_RESOLVED})`;

/** So many items, or lines, of a kind are read at once; more would end the service for want of memory. */
const MOST_ROWS = 200_000;

interface ItemRow {
  readonly entry: bigint;
  readonly leg: number;
  readonly amount: bigint;
  readonly currency: string;
  readonly effective: string;
  readonly id: string;
  readonly reference: string | null;
  readonly metadata: Record<string, string>;
  readonly idempotency_key: string | null;
}

interface LineRow {
  readonly id: string;
  readonly reference: string | null;
  readonly other_references: string[];
  readonly amount: bigint;
  readonly fee: bigint | null;
  readonly currency: string;
  readonly booked: string;
  readonly valued: string | null;
}

type Mirrored = Pick<SourceRevision, 'account' | 'starts_on' | 'matching'>;

/** What of the account no match claims, from what may be on the first statement up to what may still be on one that ends on that day. */
export const unmatchedItems = (query: Query, mirror: Mirror, mirrored: Mirrored, lastDay: string) =>
  itemsBy(UNMATCHED_ITEMS, query, mirror, mirrored, lastDay);

/** The lines that no match claims. What was booked before the source starts is another's to reconcile. */
export const unmatchedLines = (query: Query, { book, source }: Mirror, { starts_on }: Mirrored) =>
  linesBy(UNMATCHED_LINES, query, [book, source, starts_on]);

/** What earlier matches, and breaks that were resolved, hold of the month before that day. */
export const settledBefore = async (
  query: Query,
  mirror: Mirror,
  mirrored: Mirrored,
  lastDay: string,
): Promise<Settled> => ({
  items: await itemsBy(SETTLED_ITEMS, query, mirror, mirrored, lastDay),
  lines: await linesBy(SETTLED_LINES, query, [mirror.book, mirror.source, mirrored.starts_on, lastDay]),
});

async function itemsBy(
  text: string,
  query: Query,
  { book, source }: Mirror,
  { account, starts_on, matching }: Mirrored,
  lastDay: string,
): Promise<LedgerItem[]> {
  const parameters = [book, source, account, starts_on, lastDay, matching.window_days];
  const rows = await boundedRows<ItemRow>(query, text, parameters);
  return rows.map(({ entry, leg, amount, currency, effective, ...row }) => ({
    id: { book, entry, leg },
    ...{ amount, currency, effective },
    references: [row.reference, ...Object.values(row.metadata), row.idempotency_key, row.id].filter(
      (reference) => reference !== null,
    ),
  }));
}

async function linesBy(text: string, query: Query, parameters: readonly string[]): Promise<StatementLine[]> {
  const rows = await boundedRows<LineRow>(query, text, parameters);
  return rows.map(({ id, reference, other_references, amount, fee, currency, booked, valued }) => ({
    ...{ id, fee, currency, booked, valued },
    references: reference === null ? other_references : [reference, ...other_references],
    // What the account moved by: a line is kept as the file has it, before its fee.
    amount: amount - (fee ?? 0n),
  }));
}

async function boundedRows<Row>(query: Query, text: string, parameters: readonly unknown[]): Promise<Row[]> {
  const rows = await query<Row[]>(`${text} limit ${MOST_ROWS + 1}`, [...parameters]);
  if (rows.length > MOST_ROWS)
    throw new Error(
      `More than ${MOST_ROWS} lines or postings of the source wait to be matched, or were matched in ${SETTLED_DAYS} days: ` +
        `that is more than is matched at once.`,
    );
  return rows;
}

/** The last day that a statement of the source tells of; null without a statement. */
export async function lastDayOf(query: Query, { book, source }: Mirror): Promise<string | null> {
  const [{ day }] = await query<[{ day: string | null }]>(
    `select to_char(max(last_booked_on), 'YYYY-MM-DD') as day from reconciliation.statement where book = $1 and source = $2`,
    [book, source],
  );
  return day;
}
