import { Problem } from '@pacioli/service/http/problem';
import canonicalize from 'canonicalize';
import { hash } from 'node:crypto';
import type { LedgerDatabase } from '../ledger-database';

/** Runs one statement. */
export type Query = LedgerDatabase['query'];

export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** A write that is asked for under its key. */
export interface KeyedRequest {
  readonly book: string;
  readonly key: string;
  /** The same for the same request. */
  readonly fingerprint: string;
}

export const fingerprintOf = (...asked: unknown[]): string => hash('sha256', canonicalize(asked)!);

/** Runs `work` in one database transaction: all of it is stored, or nothing. */
export const inTransaction = <T>(database: LedgerDatabase, work: (query: Query) => Promise<T>): Promise<T> =>
  database.transaction((manager) =>
    work((text: string, parameters?: unknown[]) => manager.query(text, parameters)),
  );

/**
 * Does what is asked for once, however often and at how many places at once it is asked. A refusal, which is thrown, leaves nothing:
 * the key can be sent again when its cause has gone.
 */
export function writeOnce(
  database: LedgerDatabase,
  request: KeyedRequest,
  write: (query: Query) => Promise<Answer>,
): Promise<Answer & { isReplayed: boolean }> {
  return inTransaction(database, async (query) => {
    await lockKey(query, request);
    const earlier = await earlierAnswer(query, request);
    if (earlier !== undefined) return { ...earlier, isReplayed: true };
    const answer = await write(query);
    await keepAnswer(query, request, answer);
    return { ...answer, isReplayed: false };
  });
}

/** Until the transaction ends, whoever else sends the key waits. */
export const lockKey = (query: Query, { book, key }: Pick<KeyedRequest, 'book' | 'key'>) =>
  lock(query, 'key', book, key);

/** Until the transaction ends, whoever else asks for the same lock waits. */
export async function lock(query: Query, ...names: string[]): Promise<void> {
  await query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [JSON.stringify(names)]);
}

/** Takes the same lock if nobody has it. Returns whether it did. */
export async function lockIfFree(query: Query, ...names: string[]): Promise<boolean> {
  const [{ is_ours }] = await query<[{ is_ours: boolean }]>(
    `select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as is_ours`,
    [JSON.stringify(names)],
  );
  return is_ours;
}

/** What the key was answered before. Throws the problem `idempotency_key_reused`. */
export async function earlierAnswer(query: Query, request: KeyedRequest): Promise<Answer | undefined> {
  const { book, key, fingerprint } = request;
  const [row] = await query<(Answer & { fingerprint: string })[]>(
    `select fingerprint, status, answer as body from reconciliation.request where book = $1 and key = $2`,
    [book, key],
  );
  if (row === undefined) return undefined;
  if (row.fingerprint !== fingerprint)
    throw new Problem('idempotency_key_reused', 'The key came with another request before.');
  return { status: row.status, body: row.body };
}

export async function keepAnswer(query: Query, request: KeyedRequest, answer: Answer): Promise<void> {
  const { book, key, fingerprint } = request;
  await query(
    `insert into reconciliation.request (book, key, fingerprint, status, answer) values ($1, $2, $3, $4, $5)`,
    [book, key, fingerprint, answer.status, JSON.stringify(answer.body)],
  );
}
