import type { SourceRevision } from '@pacioli/contracts/outside-statement-answers';
import type { BadLine } from '../statements/bad-line';
import type { StatementLine } from '../statements/statement-line';
import { newId } from '../writes/ids';
import {
  earlierAnswer,
  fingerprintOf,
  inTransaction,
  keepAnswer,
  lock,
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
 * what it became at first, under whatever key it comes, until another revision of the source reads it otherwise.
 */
export function importStatement(
  database: LedgerDatabase,
  source: Source,
  { key, fileName, sentBy, chunks }: StatementFile,
): Promise<Answer & { isReplayed: boolean }> {
  return inTransaction(database, async (query) => {
    const { book, name } = source;
    await lockKey(query, { book, key });
    // Two files that overlap would wait for each other's lines.
    await lock(query, 'import', book, name);
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
    const replayed = await earlierAnswer(query, request);
    const earlier = await statementOf(query, mirrorOf(source), source.id, summary.sha256);
    if (earlier !== undefined || replayed !== undefined) await query('rollback to savepoint before_the_file');
    if (replayed !== undefined) return { ...replayed, isReplayed: true };
    const added = { id, ...mirrorOf(source), readBy: source.id, fileName, sentBy, newLines, summary };
    const answer =
      earlier !== undefined
        ? { status: 200, body: Object.assign(earlier, { duplicate_of: earlier.id }) }
        : { status: 201, body: Object.assign(await addStatement(query, added), { duplicate_of: null }) };
    await keepAnswer(query, request, answer);
    return { ...answer, isReplayed: false };
  });
}
