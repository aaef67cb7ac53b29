import type { BatchOperation } from '@pacioli/contracts/batch';
import type { ImportChunk, ImportEnd, ImportError } from '@pacioli/contracts/import';
import type { ProblemField } from '@pacioli/contracts/problem';
import type { Log } from '@pacioli/service/log';
import { Problem } from '@pacioli/service/http/problem';
import type { Decided } from '../operations/submissions';
import { processStops, type ArrivingFile } from './arriving-file';
import type { Chunk } from './chunks';
import { oneAhead } from './one-ahead';

/** How long a client may go on sending to an import that has stopped. */
const FORGETTING_MS = 15_000;

export interface ImportSettings {
  /** Asks the ledger for a chunk under a key of its own, and returns what it decided. Throws problems. */
  readonly decide: (operations: BatchOperation[], firstLine: number) => Promise<Decided>;
  readonly goesOnAfterRefusal: boolean;
  readonly stopping: AbortSignal;
  readonly log: Log;
}

/** Why an import ends before its file does. */
type Stop = Pick<ImportEnd, 'code' | 'detail' | 'errors' | 'operation'>;

/**
 * One request of an import. A chunk is asked for when the one before it is decided, and decided as it stands in this file: so
 * the chunks under a key always follow one another from the first line on, and no line can get into two of them, whatever file
 * is sent with the key. A bad line stops the import therefore: nothing holds the place of a chunk that was not asked for, and
 * the mended file may have its chunks elsewhere.
 */
export class Import {
  private chunks = 0;
  private posted = 0;
  private refused = 0;
  private nextLine = 1;

  constructor(
    private readonly file: ArrivingFile,
    private readonly settings: ImportSettings,
  ) {}

  /** The lines of the answer. While they are not read, nothing is asked for. */
  async *answer(): AsyncGenerator<ImportChunk | ImportEnd> {
    const stop = yield* this.run();
    if (this.file.isBroken) return;
    const { chunks, posted, refused, nextLine: next_line } = this;
    const status = stop === undefined ? 'complete' : 'stopped';
    yield { type: 'end', status, chunks, posted, refused, next_line, ...stop };
    if (stop !== undefined) await this.file.forgetTheRest(FORGETTING_MS);
  }

  /** Posts the file, and returns why it stopped. */
  private async *run(): AsyncGenerator<ImportChunk, Stop | undefined> {
    try {
      for await (const chunk of oneAhead(this.file.chunks())) {
        if (this.settings.stopping.aborted) throw processStops();
        if (chunk.errors.length > 0) return badLines(chunk.errors);
        const decided = await this.settings.decide([...chunk.operations], chunk.firstLine);
        const { refusal } = decided;
        // Under this key other lines were asked for here: what follows would not follow them.
        const isOther = refusal?.code === 'idempotency_key_reused';
        this.count(chunk, refusal, isOther);
        yield this.chunkLine(chunk, decided);
        if (refusal !== undefined && (isOther || !this.settings.goesOnAfterRefusal))
          return { code: refusal.code, detail: stopDetail(isOther) };
      }
      return undefined;
    } catch (error) {
      return this.stopBecauseOf(error);
    }
  }

  private count({ firstLine, lastLine, operations }: Chunk, refusal: unknown, isOther: boolean): void {
    this.chunks += 1;
    if (refusal === undefined) this.posted += operations.length;
    else this.refused += operations.length;
    this.nextLine = isOther ? firstLine : lastLine + 1;
  }

  private chunkLine(chunk: Chunk, { operation, replayed, refusal }: Decided): ImportChunk {
    return {
      ...{ type: 'chunk', first_line: chunk.firstLine, last_line: chunk.lastLine, operation },
      ...{ status: refusal === undefined ? 'posted' : 'rejected', replayed },
      ...(refusal !== undefined && refusalIn(refusal, chunk.firstLine)),
      ...{ posted: this.posted, refused: this.refused },
    };
  }

  private stopBecauseOf(error: unknown): Stop {
    if (error instanceof Problem) {
      const { code, detail, details } = error;
      return { code, detail, ...(details.operation !== undefined && { operation: details.operation }) };
    }
    if (!this.file.isBroken) this.settings.log.error({ err: error }, 'an import failed');
    return { code: 'internal_error', detail: 'The failure is logged under the X-Request-Id of this answer.' };
  }
}

const badLines = (errors: readonly ImportError[]): Stop => {
  const { line, pointer, detail } = errors[0]!;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const what = [`Line ${line}`, pointer, detail].filter((part) => part !== '').join(' ');
  return { code: 'invalid_request', detail: `${what}${more}.`, errors: [...errors] };
};

const stopDetail = (isOther: boolean): string =>
  isOther
    ? 'Another file was sent with this key before. Send this one with a key of its own.'
    : 'The ledger refused a chunk. Mend its lines and send it, and what follows, with a new key; or go on after it.';

/** The ledger counts the operations of a batch from 0; here they are lines. */
function refusalIn({ code, detail, details }: Problem, firstLine: number): Partial<ImportChunk> {
  const errors = details.errors?.flatMap((error) => errorAt(error, firstLine)) ?? [];
  return {
    ...{ code, detail: inLines(detail, firstLine) },
    ...(errors.length > 0 && { errors }),
  };
}

const AT_OPERATION = /^\/operations\/(\d+)/;

function errorAt({ pointer, detail }: ProblemField, firstLine: number): ImportError[] {
  const [prefix, at] = AT_OPERATION.exec(pointer) ?? [];
  if (prefix === undefined) return [];
  return [
    {
      line: firstLine + Number(at),
      pointer: pointer.slice(prefix.length),
      detail: inLines(detail, firstLine),
    },
  ];
}

const inLines = (detail: string, firstLine: number): string =>
  detail.replace(/^Operation (\d+):/, (_, at: string) => `Line ${firstLine + Number(at)}:`);
