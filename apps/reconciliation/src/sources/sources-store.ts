import type { SourceRevisionRequest, StatementSourceRequest } from '@pacioli/contracts/outside-statement';
import type { SourceRevision } from '@pacioli/contracts/outside-statement-answers';
import { invalidRequest, notFound, Problem } from '@pacioli/service/http/problem';
import { contradictionsIn } from '../statements/checked-source';
import { newId } from '../writes/ids';
import { lock, type Query } from '../writes/keyed-writes';
import { recordedAt } from '../writes/recorded-at';
import { keptRules } from './matching-settings';

const COLUMNS = `id, book, name, revision, account, to_char(starts_on, 'YYYY-MM-DD') as starts_on, format, mapping, matching,
  ${recordedAt('statement_source')}`;

/** The newest revision of each source of a book. */
const OF_BOOK = `select distinct on (name) ${COLUMNS} from reconciliation.statement_source where book = $1 order by name, revision desc`;

const BY_NAME = `
select ${COLUMNS} from reconciliation.statement_source where book = $1 and name = $2 order by revision desc limit 1`;

/** Newest first. */
const REVISIONS = `
select ${COLUMNS} from reconciliation.statement_source where book = $1 and name = $2 order by revision desc`;

const ADD = `
insert into reconciliation.statement_source (id, book, name, revision, account, starts_on, format, mapping, matching)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (book, name, revision) do nothing
returning ${COLUMNS}`;

/** Throws the problem `book_not_found`. */
export async function assertBook(query: Query, book: string): Promise<void> {
  const found = await query<unknown[]>(`select from book where id = $1`, [book]);
  if (found.length === 0) throw notFound('book_not_found', `There is no book ${book}.`);
}

export const sourcesOf = (query: Query, book: string): Promise<SourceRevision[]> =>
  query<SourceRevision[]>(OF_BOOK, [book]);

/** Throws the problem `source_not_found`. */
export async function sourceOf(query: Query, book: string, name: string): Promise<SourceRevision> {
  const [source] = await query<SourceRevision[]>(BY_NAME, [book, name]);
  if (source !== undefined) return source;
  await assertBook(query, book);
  throw new Problem('source_not_found', `Book ${book} has no source of statements named ${name}.`);
}

/** Throws the problems `account_not_found` and `source_already_exists`. */
export async function addSource(
  query: Query,
  book: string,
  request: StatementSourceRequest,
): Promise<SourceRevision> {
  const { name, account, starts_on, format, mapping = null, matching } = request;
  await assertBook(query, book);
  const accounts = await query<unknown[]>(`select from account where book = $1 and name = $2`, [
    book,
    account,
  ]);
  if (accounts.length === 0)
    throw new Problem('account_not_found', `Book ${book} has no account ${account} that could be mirrored.`);
  const [source] = await query<(SourceRevision | undefined)[]>(ADD, [
    ...[newId('src'), book, name, 1, account, starts_on, format],
    ...[mapping && JSON.stringify(mapping), JSON.stringify(keptRules(matching))],
  ]);
  if (source === undefined)
    throw new Problem('source_already_exists', `Book ${book} has a source ${name} already.`);
  return source;
}

/** Throws the problem `source_not_found`. */
export async function revisionsOf(query: Query, book: string, name: string): Promise<SourceRevision[]> {
  await sourceOf(query, book, name);
  return query<SourceRevision[]>(REVISIONS, [book, name]);
}

/** Adds a revision: what was read and matched by earlier ones stays as it is. Throws the problems `source_not_found` and `invalid_request`. */
export async function reviseSource(
  query: Query,
  book: string,
  name: string,
  { mapping: newMapping, matching }: SourceRevisionRequest,
): Promise<SourceRevision> {
  await lock(query, 'source', book, name);
  const current = await sourceOf(query, book, name);
  const { account, starts_on, format } = current;
  const mapping = newMapping ?? current.mapping;
  const contradictions = contradictionsIn({ name, format, ...(mapping !== null && { mapping }) });
  if (contradictions.length > 0) throw invalidRequest(contradictions);
  const rules = matching === undefined ? current.matching : keptRules(matching);
  const [source] = await query<[SourceRevision]>(ADD, [
    ...[newId('src'), book, name, current.revision + 1, account, starts_on, format],
    ...[mapping && JSON.stringify(mapping), JSON.stringify(rules)],
  ]);
  return source;
}
