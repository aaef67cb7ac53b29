import type {
  BreakCause,
  BreaksWithStatus,
  BreakWithHistory,
  StatementBreak,
} from '@pacioli/contracts/statement-break';
import { amountsOfSides, isOpen, newestTurn, openAmount } from '@pacioli/ledger-db/open-breaks';
import { Problem } from '@pacioli/service/http/problem';
import { assertBook } from '../sources/sources-store';
import type { Query } from '../writes/keyed-writes';
import { recordedAt } from '../writes/recorded-at';

/** Postings of the ledger as those who work on breaks see them. */
export const itemsOf = (members: string) => `
(select coalesce(jsonb_agg(jsonb_build_object(
          'journal_entry', 'je_' || encode(uuid_send(e.id), 'hex'), 'leg', p.leg, 'currency', p.currency,
          'amount', (case p.direction when 'DEBIT' then p.amount else -p.amount end)::text,
          'effective_at', to_char(e.effective_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'reference', e.reference, 'description', e.description) order by p.entry, p.leg), '[]')
   from ${members} m
   join posting p on p.book = b.book and p.entry = m.entry and p.leg = m.leg
   join journal_entry e on e.book = p.book and e.number = p.entry`;

export const linesOf = (members: string) => `
(select coalesce(jsonb_agg(jsonb_build_object(
          'id', l.id, 'statement', l.statement, 'place', l.place, 'currency', l.currency, 'amount', l.amount::text,
          'fee', l.fee::text, 'booked_on', l.booked_on, 'value_on', l.value_on,
          'reference', l.reference, 'description', l.description) order by l.sequence), '[]')
   from ${members} m
   join reconciliation.statement_line l on l.id = m.line`;

/** Breaks `b` with what they are now. */
const BREAKS = `
select b.sequence, b.id, b.source, b.cause, b.detail, b.reason, b.currency, (${openAmount('b')})::text as amount, ${amountsOfSides('b')},
       to_char(b.oldest_on, 'YYYY-MM-DD') as oldest_on, ${recordedAt('b')}, case when ${isOpen('b.id')} then 'open' else ${newestTurn('b.id')} end as status,
       greatest(0, (select max(s.last_booked_on) from reconciliation.statement s
                     where s.book = b.book and s.source = b.source) - b.oldest_on) as age_days,
       (select e.detail->>'to' from reconciliation.break_event e
         where e.break = b.id and e.type = 'assigned' order by e.revision desc limit 1) as assigned_to,
       ${itemsOf('reconciliation.break_item')} where m.break = b.id) as items,
       ${linesOf('reconciliation.break_line')} where m.break = b.id) as lines
  from reconciliation.break b
 where b.book = $1`;

const PAGE = `
select * from (${BREAKS}
   and ($2::bigint is null or b.sequence < $2) and ($3::text is null or b.source = $3) and ($4::text is null or b.cause = $4)
   and case $5 when 'all' then true when 'open' then ${isOpen('b.id')} when 'ended' then not (${isOpen('b.id')})
               else ${newestTurn('b.id')} = $5 end) found
 where $6::integer is null or age_days > $6
 order by sequence desc limit $7`;

export interface BreaksAsked {
  readonly status: BreaksWithStatus;
  readonly source: string | undefined;
  readonly cause: BreakCause | undefined;
  /** In days. */
  readonly olderThan: string | undefined;
}

type BreakRow = StatementBreak & { readonly sequence: bigint };

/** Newest first, those before a sequence; each with its own. */
export async function breaksOf(
  query: Query,
  book: string,
  { status, source, cause, olderThan }: BreaksAsked,
  before: string | undefined,
  limit: number,
): Promise<{ sequence: bigint; view: StatementBreak }[]> {
  const parameters = [book, before ?? null, source ?? null, cause ?? null, status, olderThan ?? null, limit];
  const rows = await query<BreakRow[]>(PAGE, parameters);
  return rows.map(({ sequence, ...view }) => ({ sequence, view }));
}

const HISTORY = `
select revision, type, by, detail, ${recordedAt('break_event')} from reconciliation.break_event where break = $1 order by revision`;

/** Throws the problem `break_not_found`. */
export async function breakOf(query: Query, book: string, id: string): Promise<BreakWithHistory> {
  const [row] = await query<(BreakRow | undefined)[]>(`${BREAKS} and b.id = $2`, [book, id]);
  if (row === undefined) {
    await assertBook(query, book);
    throw new Problem('break_not_found', `Book ${book} has no break ${id}.`);
  }
  const { sequence: _, ...view } = row;
  return { ...view, history: await query<BreakWithHistory['history']>(HISTORY, [id]) };
}
