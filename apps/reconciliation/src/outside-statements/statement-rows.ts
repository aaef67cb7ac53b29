import type { OutsideStatement, OutsideStatementSummary } from '@pacioli/contracts/outside-statement-answers';
import { beforeMark } from '../breaks/marks';
import type { BadLine } from '../statements/bad-line';
import type { StatementLine } from '../statements/statement-line';
import { newId } from '../writes/ids';
import type { Query } from '../writes/keyed-writes';
import { recordedAt } from '../writes/recorded-at';
import { lineView } from './views';

/** Of which source of which book. */
export interface Mirror {
  readonly book: string;
  readonly source: string;
}

const ADD_LINES = `
insert into reconciliation.statement_line (id, statement, book, source, identity, place, account, reference, other_references,
       amount, currency, fee, booked_on, value_on, description, kind, is_reversal)
select id, $2, $3, $4, identity, place, account, reference, other_references,
       amount, currency, fee, booked_on, value_on, description, kind, is_reversal
  from jsonb_to_recordset($1::jsonb) as line (id text, identity text, place jsonb, account text, reference text,
       other_references jsonb, amount bigint, currency text, fee bigint, booked_on date, value_on date, description text,
       kind text, is_reversal boolean)
on conflict (book, source, identity) do nothing
returning id`;

const ADD_BAD_LINES = `
insert into reconciliation.bad_line (statement, place, code, reason)
select $2, place, code, reason from jsonb_to_recordset($1::jsonb) as line (place jsonb, code text, reason text)`;

const KNOWN = `
select count(*)::integer as known from reconciliation.statement_line where book = $1 and source = $2 and identity = any($3)`;

/** Adds the lines that no file of the source has brought before. Returns how many they were. */
export async function addLines(
  query: Query,
  statement: string,
  { book, source }: Mirror,
  lines: readonly StatementLine[],
): Promise<number> {
  if (lines.length === 0) return 0;
  const rows = lines.map((line) =>
    Object.assign(lineView(line), { id: newId('sln'), identity: line.identity }),
  );
  return (await query<unknown[]>(ADD_LINES, [JSON.stringify(rows), statement, book, source])).length;
}

export async function addBadLines(
  query: Query,
  statement: string,
  badLines: readonly BadLine[],
): Promise<void> {
  if (badLines.length > 0) await query(ADD_BAD_LINES, [JSON.stringify(badLines), statement]);
}

export async function countKnown(
  query: Query,
  { book, source }: Mirror,
  lines: readonly StatementLine[],
): Promise<number> {
  const [{ known }] = await query<[{ known: number }]>(KNOWN, [
    book,
    source,
    lines.map(({ identity }) => identity),
  ]);
  return known;
}

const COLUMNS = `id, source, file_name, sent_by, summary, new_lines, known_lines, ${recordedAt('statement')}`;

interface StatementRow extends Omit<OutsideStatement, keyof OutsideStatementSummary> {
  readonly summary: OutsideStatementSummary;
}

const viewOf = ({ summary, ...row }: StatementRow): OutsideStatement => Object.assign(row, summary);

const ADD_STATEMENT = `
insert into reconciliation.statement (id, book, source, source_revision, sha256, file_name, sent_by, summary, new_lines,
       known_lines, bad_lines, last_booked_on)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
returning ${COLUMNS}`;

export interface NewStatement extends Mirror {
  readonly id: string;
  /** The revision of the source by which it was read. */
  readonly readBy: string;
  readonly fileName: string | null;
  readonly sentBy: string | null;
  readonly newLines: number;
  readonly summary: OutsideStatementSummary;
}

export async function addStatement(query: Query, statement: NewStatement): Promise<OutsideStatement> {
  const { id, book, source, readBy, fileName, sentBy, newLines, summary } = statement;
  await beforeMark(query);
  const [row] = await query<[StatementRow]>(ADD_STATEMENT, [
    ...[id, book, source, readBy, summary.sha256, fileName, sentBy, JSON.stringify(summary)],
    ...[newLines, summary.lines - newLines, summary.bad_lines, summary.last_booked_on],
  ]);
  return viewOf(row);
}

/** The statement that the same file became before, read by the same revision of its source: by another it may have other lines. */
export async function statementOf(
  query: Query,
  { book, source }: Mirror,
  readBy: string,
  sha256: string,
): Promise<OutsideStatement | undefined> {
  const [row] = await query<(StatementRow | undefined)[]>(
    `select ${COLUMNS} from reconciliation.statement
      where book = $1 and source = $2 and source_revision = $3 and sha256 = $4`,
    [book, source, readBy, sha256],
  );
  return row && viewOf(row);
}

const PAGE = `
select sequence, ${COLUMNS} from reconciliation.statement
 where book = $1 and ($2::text is null or source = $2) and ($3::text is null or id = $3) and ($4::bigint is null or sequence < $4)
 order by sequence desc limit $5`;

export interface StatementsAsked {
  readonly source?: string | undefined;
  readonly id?: string;
  /** Those before this sequence. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Newest first, each with its own sequence. */
export async function statementsOf(
  query: Query,
  book: string,
  { source, id, before, limit }: StatementsAsked,
): Promise<{ sequence: bigint; view: OutsideStatement }[]> {
  const parameters = [book, source ?? null, id ?? null, before ?? null, limit];
  const rows = await query<(StatementRow & { sequence: bigint })[]>(PAGE, parameters);
  return rows.map(({ sequence, ...row }) => ({ sequence, view: viewOf(row) }));
}
