import { BREAK_ENDS, BREAK_OPENINGS, type BreakCause } from '@pacioli/contracts/statement-break';
import { isReadBadly } from './bad-statements';
import type { Query } from './ledger-state';
import { upTo } from './up-to';

/** Up to where breaks and statements are looked at: the newest event of a break, and the newest statement. */
export interface BreaksMark {
  readonly breakEvents: bigint;
  readonly statements: bigint;
}

/** Which open breaks are asked for: of one book or of all, as of a mark or as they are. */
export interface OpenBreaksAsked {
  readonly book?: string;
  readonly asOf?: BreaksMark;
}

/** Ages in days, the youngest first. */
export const AGE_BUCKETS = ['0-1', '2-7', '8-30', '31-90', '90+'] as const;
export type AgeBucket = (typeof AGE_BUCKETS)[number];

/** A source of which a statement has come. */
export interface SourceOfBreaks {
  readonly book: string;
  readonly source: string;
  readonly statements: number;
  /** The last day that its statements tell of; null where none has a line. */
  readonly last_day: string | null;
  readonly open_breaks: number;
  /** Lines of its statements that could not be read. */
  readonly bad_lines: number;
  readonly matches_by_force: number;
}

/**
 * What is open in a book by currency, cause and age. Amounts are in minor units and never negative: what is open on the way in and on
 * the way out is not set off against each other, since one mistake does not mend another.
 */
export interface AgingRow {
  readonly book: string;
  readonly currency: string;
  readonly cause: BreakCause;
  readonly bucket: AgeBucket;
  readonly count: number;
  readonly came_in: string;
  readonly went_out: string;
}

/** How many breaks of a source are open of one cause, and how old the oldest of them is. */
export interface OpenByCause {
  readonly book: string;
  readonly source: string;
  readonly cause: BreakCause;
  readonly count: number;
  readonly oldest_days: number;
}

/** An open break, with the first of its items and lines. */
export interface OpenBreakRow {
  readonly book: string;
  readonly source: string;
  readonly id: string;
  readonly cause: BreakCause;
  readonly currency: string;
  /** What is open of it. */
  readonly amount: string;
  /** What each side says; null where it has none of it. */
  readonly items_amount: string | null;
  readonly lines_amount: string | null;
  readonly oldest_on: string;
  readonly age_days: number;
  readonly assigned_to: string | null;
  readonly reason: string;
  /** `entry/leg` in the book. */
  readonly items: readonly string[];
  readonly item_count: number;
  readonly lines: readonly {
    statement: string;
    reference: string | null;
    amount: string;
    booked_on: string;
  }[];
  readonly line_count: number;
}

const MARKS = { events: '$2::bigint', statements: '$3::bigint' };
const list = (words: readonly string[]) => `(${words.map((word) => `'${word}'`).join(', ')})`;

/** The newest event that opened or ended a break, as SQL of its type. */
export const newestTurn = (id: string, isSeen = 'true'): string => `
(select e.type from reconciliation.break_event e
  where e.break = ${id} and e.type in ${list([...BREAK_OPENINGS, ...BREAK_ENDS])} and ${isSeen}
  order by e.revision desc limit 1)`;

/** Whether a break is open, as SQL. */
export const isOpen = (id: string, isSeen?: string): string =>
  `${newestTurn(id, isSeen)} in ${list(BREAK_OPENINGS)}`;

/** The difference between what a break's lines, and what its items say, as SQL; null of a cause that is not about amounts. */
const difference = (found: string): string => `
case ${found}.cause when 'amount_differs' then (${found}.detail->>'by')::numeric
     when 'fee_variance' then (${found}.detail->>'expected')::numeric - (${found}.detail->>'found')::numeric end`;

/** What of a break is open, as SQL: what differs, or all of it where it is not its amounts that differ. */
export const openAmount = (found: string): string => `coalesce(${difference(found)}, ${found}.amount)`;

/**
 * What the items of a break come to, and its lines, as SQL of two columns. Lines are counted less their fees, or, where amounts differ,
 * as they were compared: with their fees if that comes nearer.
 */
export const amountsOfSides = (found: string): string => `
       case when exists (select from reconciliation.break_item i where i.break = ${found}.id) then ${found}.amount::text end as items_amount,
       case ${found}.cause when 'amount_differs' then (${found}.amount + ${difference(found)})::text
            else (select sum(l.amount - coalesce(l.fee, 0))::text
                    from reconciliation.break_line m join reconciliation.statement_line l on l.id = m.line
                   where m.break = ${found}.id) end as lines_amount`;

/** A break is open when the newest of what opened and ended it opened it; its age counts to the last day that is told of. */
const OPEN = `
with told as (
  select book, source, count(*)::integer as statements, max(last_booked_on) as last_day,
         coalesce(sum(bad_lines) filter (where ${isReadBadly('statement', MARKS.statements)}), 0)::integer as bad_lines
    from reconciliation.statement
   where ($1::text is null or book = $1) and ${upTo('sequence', MARKS.statements)}
   group by book, source
), open as (
  select b.*, greatest(0, told.last_day - b.oldest_on) as age_days
    from told
    join reconciliation.break b using (book, source)
   where ${isOpen('b.id', upTo('e.sequence', MARKS.events))}
)`;

const SOURCES = `${OPEN}, forced as (
  select b.book, b.source, count(distinct e.detail->>'match')::integer as matches
    from reconciliation.break_event e
    join reconciliation.break b on b.id = e.break
   where e.type = 'force_matched' and ${upTo('e.sequence', MARKS.events)}
   group by b.book, b.source
)
select book, source, statements, to_char(last_day, 'YYYY-MM-DD') as last_day, count(open.id)::integer as open_breaks, bad_lines,
       coalesce(forced.matches, 0) as matches_by_force
  from told
  left join open using (book, source)
  left join forced using (book, source)
 group by book, source, statements, last_day, bad_lines, forced.matches
 order by book collate "C", source collate "C"`;

/** Each bucket with its first and its last day. */
const AGING = `${OPEN}
select book, currency, cause, bucket, count(*)::integer as count,
       coalesce(sum(${openAmount('open')}) filter (where ${openAmount('open')} > 0), 0)::text as came_in,
       coalesce(-sum(${openAmount('open')}) filter (where ${openAmount('open')} < 0), 0)::text as went_out
  from open
  join (values (1, 0, 1, '0-1'), (2, 2, 7, '2-7'), (3, 8, 30, '8-30'), (4, 31, 90, '31-90'), (5, 91, 2147483647, '90+'))
       buckets (place, first, last, bucket) on age_days between first and last
 group by book, currency, cause, place, bucket
 order by book collate "C", currency, cause, place`;

/** So many items and lines of a break are shown. */
const MEMBERS_SHOWN = 5;

const OLDEST = `${OPEN}, ranked as (
  select *, row_number() over (partition by book order by age_days desc, sequence) as place from open
), shown as (
  select * from ranked where place <= $4 order by place, book collate "C" limit $5
)
select book, source, id, cause, currency, (${openAmount('shown')})::text as amount, ${amountsOfSides('shown')}, to_char(oldest_on, 'YYYY-MM-DD') as oldest_on, age_days,
       (select e.detail->>'to' from reconciliation.break_event e
         where e.break = shown.id and e.type = 'assigned' and ${upTo('e.sequence', MARKS.events)}
         order by e.revision desc limit 1) as assigned_to, reason,
       array(select i.entry || '/' || i.leg from reconciliation.break_item i
              where i.break = shown.id order by i.entry, i.leg limit ${MEMBERS_SHOWN}) as items,
       (select count(*)::integer from reconciliation.break_item i where i.break = shown.id) as item_count,
       (select coalesce(jsonb_agg(jsonb_build_object('statement', l.statement, 'reference', l.reference,
                 'amount', l.amount::text, 'booked_on', l.booked_on) order by l.sequence), '[]')
          from (select l.* from reconciliation.break_line m join reconciliation.statement_line l on l.id = m.line
                 where m.break = shown.id order by l.sequence limit ${MEMBERS_SHOWN}) l) as lines,
       (select count(*)::integer from reconciliation.break_line m where m.break = shown.id) as line_count
  from shown
 order by book collate "C", place`;

const BY_CAUSE = `${OPEN}
select book, source, cause, count(*)::integer as count, max(age_days) as oldest_days
  from open group by book, source, cause`;

const parametersOf = ({ book, asOf }: OpenBreaksAsked): unknown[] => [
  book ?? null,
  asOf?.breakEvents ?? null,
  asOf?.statements ?? null,
];

export const sourcesOfBreaks = (query: Query, asked: OpenBreaksAsked): Promise<SourceOfBreaks[]> =>
  query<SourceOfBreaks>(SOURCES, parametersOf(asked));

export const agingOf = (query: Query, asked: OpenBreaksAsked): Promise<AgingRow[]> =>
  query<AgingRow>(AGING, parametersOf(asked));

export const openByCause = (query: Query, asked: OpenBreaksAsked): Promise<OpenByCause[]> =>
  query<OpenByCause>(BY_CAUSE, parametersOf(asked));

/** The oldest of each book, oldest first: at most so many of a book, and so many in all. */
export const oldestBreaks = (
  query: Query,
  asked: OpenBreaksAsked,
  most: { readonly ofBook: number; readonly inAll: number },
): Promise<OpenBreakRow[]> => query<OpenBreakRow>(OLDEST, [...parametersOf(asked), most.ofBook, most.inAll]);
