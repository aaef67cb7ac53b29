import { BREAK_ENDS, BREAK_OPENINGS, type BreakCause } from '@pacioli/contracts/statement-break';
import type { Query } from './ledger-state';

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
}

/** What is open in a book by currency, cause and age. Amounts are in minor units, what went out taken off what came in. */
export interface AgingRow {
  readonly book: string;
  readonly currency: string;
  readonly cause: BreakCause;
  readonly bucket: AgeBucket;
  readonly count: number;
  readonly amount: string;
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
  readonly amount: string;
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
const UP_TO = (sequence: string, mark: string) => `(${mark} is null or ${sequence} <= ${mark})`;
const list = (words: readonly string[]) => `(${words.map((word) => `'${word}'`).join(', ')})`;

/** The newest event that opened or ended a break, as SQL of its type. */
export const newestTurn = (id: string, isSeen = 'true'): string => `
(select e.type from reconciliation.break_event e
  where e.break = ${id} and e.type in ${list([...BREAK_OPENINGS, ...BREAK_ENDS])} and ${isSeen}
  order by e.revision desc limit 1)`;

/** Whether a break is open, as SQL. */
export const isOpen = (id: string, isSeen?: string): string =>
  `${newestTurn(id, isSeen)} in ${list(BREAK_OPENINGS)}`;

/** A break is open when the newest of what opened and ended it opened it; its age counts to the last day that is told of. */
const OPEN = `
with told as (
  select book, source, count(*)::integer as statements, max(last_booked_on) as last_day
    from reconciliation.statement
   where ($1::text is null or book = $1) and ${UP_TO('sequence', MARKS.statements)}
   group by book, source
), open as (
  select b.*, greatest(0, told.last_day - b.oldest_on) as age_days
    from told
    join reconciliation.break b using (book, source)
   where ${isOpen('b.id', UP_TO('e.sequence', MARKS.events))}
)`;

const SOURCES = `${OPEN}
select book, source, statements, to_char(last_day, 'YYYY-MM-DD') as last_day, count(open.id)::integer as open_breaks
  from told
  left join open using (book, source)
 group by book, source, statements, last_day
 order by book collate "C", source collate "C"`;

/** Each bucket with its first and its last day. */
const AGING = `${OPEN}
select book, currency, cause, bucket, count(*)::integer as count, sum(amount)::text as amount
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
select book, source, id, cause, currency, amount::text as amount, to_char(oldest_on, 'YYYY-MM-DD') as oldest_on, age_days,
       (select e.detail->>'to' from reconciliation.break_event e
         where e.break = shown.id and e.type = 'assigned' and ${UP_TO('e.sequence', MARKS.events)}
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
