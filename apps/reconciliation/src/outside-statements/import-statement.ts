import type { SourceRevision } from '@pacioli/contracts/outside-statement-answers';
import { Problem } from '@pacioli/service/http/problem';
import type { BadLine } from '../statements/bad-line';
import type { StatementLine } from '../statements/statement-line';
import { newId } from '../writes/ids';
import {
  earlierAnswer,
  fingerprintOf,
  inTransaction,
  keepAnswer,
  lockIfFree,
  lockKey,
  type Answer,
} from '../writes/keyed-writes';
import type { LedgerDatabase } from '../ledger-database';
import type { Query } from '../writes/keyed-writes';
import { readPortions } from './read-portions';
import { addBadLines, addLines, addStatement, countKnown, statementOf, type Mirror } from './statement-rows';
import { lineView, summaryView } from './views';

/** So much of a file is shown before it is stored. */
const LINES_SHOWN = 20;
const BAD_LINES_SHOWN = 100;

type Source = Pick<SourceRevision, 'id' | 'book' | 'name' | 'format' | 'mapping'>;

export interface StatementFile {
  readonly key: string;
  readonly fileName: string | null;
  readonly sentBy: string | null;
  readonly chunks: AsyncIterable<Uint8Array>;
}

const formatOf = ({ format, mapping }: Source) => ({ format, ...(mapping !== null && { mapping }) });
const mirrorOf = ({ book, name }: Source): Mirror => ({ book, source: name });

/** How a file would be read; nothing of it is stored. */
export async function previewStatement(
  query: Query,
  source: Source,
  chunks: AsyncIterable<Uint8Array>,
): Promise<object> {
  const shown: StatementLine[] = [];
  const badShown: BadLine[] = [];
  let known = 0;
  const summary = await readPortions(formatOf(source), chunks, {
    lines: async (lines) => {
      shown.push(...lines.slice(0, LINES_SHOWN - shown.length));
      known += await countKnown(query, mirrorOf(source), lines);
    },
    badLines: (lines) => {
      badShown.push(...lines.slice(0, BAD_LINES_SHOWN - badShown.length));
      return Promise.resolve();
    },
  });
  const earlier = await statementOf(query, mirrorOf(source), source.id, summary.sha256);
  return Object.assign(summaryView(summary), {
    ...{ source: source.name, known_lines: known, duplicate_of: earlier?.id ?? null },
    ...{ first_lines: shown.map(lineView), first_bad_lines: badShown },
  });
}

/**
 * Stores a file while it is read, in one transaction: all of it, or nothing where it is refused. The same file again is answered with
 * what it became at first, under whatever key it comes, until another revision of the source reads it otherwise. Throws the problem
 * `overloaded` while another file of the source is read.
 */
export function importStatement(
  database: LedgerDatabase,
  source: Source,
  { key, fileName, sentBy, chunks }: StatementFile,
): Promise<Answer & { isReplayed: boolean }> {
  return inTransaction(database, async (query) => {
    const { book, name } = source;
    // Two files that overlap would wait for each other's lines, and a sender who is slow would keep all others waiting.
    if (!(await lockIfFree(query, 'import', book, name))) throw anotherIsRead();
    await query('savepoint before_the_file');
    const id = newId('stm');
    let newLines = 0;
    const read = await readPortions(formatOf(source), chunks, {
      lines: async (lines) => {
        newLines += await addLines(query, id, mirrorOf(source), lines);
      },
      badLines: (lines) => addBadLines(query, id, lines),
    });
    const summary = summaryView(read);
    const request = {
      ...{ book, key },
      fingerprint: fingerprintOf('statement', name, fileName, sentBy, summary.sha256),
    };
    const earlier = await statementOf(query, mirrorOf(source), source.id, summary.sha256);
    const forget = () => query('rollback to savepoint before_the_file');
    if (earlier !== undefined) await forget();
    // Not before the file has come: whoever else sends the key would wait for it, and to forget the file gives the lock back.
    await lockKey(query, request);
    const replayed = await earlierAnswer(query, request);
    if (replayed !== undefined) {
      await forget();
      return { ...replayed, isReplayed: true };
    }
    const added = { id, ...mirrorOf(source), readBy: source.id, fileName, sentBy, newLines, summary };
    const answer =
      earlier !== undefined
        ? { status: 200, body: Object.assign(earlier, { duplicate_of: earlier.id }) }
        : { status: 201, body: Object.assign(await addStatement(query, added), { duplicate_of: null }) };
    await keepAnswer(query, request, answer);
    return { ...answer, isReplayed: false };
  });
}

const anotherIsRead = () =>
  new Problem('overloaded', 'Another statement of the source is being read. Try again with the same key.');
