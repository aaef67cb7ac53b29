import type { Query } from './ledger-state';
import { upTo } from './up-to';

/** A statement with lines that could not be read. */
export interface BadStatement {
  readonly book: string;
  readonly source: string;
  readonly statement: string;
  readonly file_name: string | null;
  readonly recorded_at: string;
  /** Those that could be read. */
  readonly lines: number;
  readonly bad_lines: number;
}

/** Lines of a source that could not be read. */
export interface BadLinesOfSource {
  readonly book: string;
  readonly source: string;
  readonly count: number;
}

/**
 * Whether a statement has lines that could not be read, and its file was not read again by a later revision of its source, as SQL. The
 * mark is of statements.
 */
export const isReadBadly = (statement: string, mark: string): string => `
(${statement}.bad_lines > 0 and not exists (
   select from reconciliation.statement again
    where again.book = ${statement}.book and again.source = ${statement}.source and again.sha256 = ${statement}.sha256
      and again.sequence > ${statement}.sequence and ${upTo('again.sequence', mark)}))`;

const MARK = '$2::bigint';

const NEWEST = `
select book, source, id as statement, file_name, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as recorded_at,
       (summary->>'lines')::integer as lines, bad_lines
  from (select s.*, row_number() over (partition by book, source order by sequence desc) as place
          from reconciliation.statement s
         where ($1::text is null or book = $1) and ${upTo('s.sequence', MARK)} and ${isReadBadly('s', MARK)}) found
 where place <= $3 order by sequence desc limit $4`;

/** Newest first, of one book or of all: at most so many of a source, and so many in all. */
export const badStatements = (
  query: Query,
  { book, asOf }: { readonly book?: string; readonly asOf?: { readonly statements: bigint } },
  most: { readonly ofSource: number; readonly inAll: number },
): Promise<BadStatement[]> =>
  query<BadStatement>(NEWEST, [book ?? null, asOf?.statements ?? null, most.ofSource, most.inAll]);

const BY_SOURCE = `
select book, source, sum(bad_lines)::integer as count
  from reconciliation.statement s where ${isReadBadly('s', 'null::bigint')} group by book, source`;

export const badLinesBySource = (query: Query): Promise<BadLinesOfSource[]> =>
  query<BadLinesOfSource>(BY_SOURCE, []);
