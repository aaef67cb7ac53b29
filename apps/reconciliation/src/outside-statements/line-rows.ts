import type { OutsideBadLine, OutsideLine } from '@pacioli/contracts/outside-statement-answers';
import type { Query } from '../writes/keyed-writes';

const DAY = `'YYYY-MM-DD'`;

const LINES = `
select sequence, id, place, account, reference, other_references, amount::text as amount, currency, fee::text as fee,
       to_char(booked_on, ${DAY}) as booked_on, to_char(value_on, ${DAY}) as value_on, description, kind, is_reversal
  from reconciliation.statement_line
 where statement = $1 and ($2::bigint is null or sequence > $2)
 order by sequence limit $3`;

const BAD_LINES = `
select sequence, place, code, reason from reconciliation.bad_line
 where statement = $1 and ($2::bigint is null or sequence > $2)
 order by sequence limit $3`;

type Sequenced<T> = { readonly sequence: bigint; readonly view: T };

/** In the order of their file, each with its own sequence. */
export const linesIn = (query: Query, statement: string, after: string | undefined, limit: number) =>
  page<OutsideLine>(query, LINES, [statement, after ?? null, limit]);

export const badLinesIn = (query: Query, statement: string, after: string | undefined, limit: number) =>
  page<OutsideBadLine>(query, BAD_LINES, [statement, after ?? null, limit]);

async function page<T>(query: Query, text: string, parameters: unknown[]): Promise<Sequenced<T>[]> {
  const rows = await query<(T & { sequence: bigint })[]>(text, parameters);
  return rows.map(({ sequence, ...view }) => ({ sequence, view: view as T }));
}
