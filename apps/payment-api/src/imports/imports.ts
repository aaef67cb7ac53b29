import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { ImportQuery } from '@pacioli/contracts/request-parameters';
import type { Log } from '@pacioli/service/log';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { logFieldsOf } from '@pacioli/service/http/correlation';
import { Problem } from '@pacioli/service/http/problem';
import { mayTakeLong } from '@pacioli/service/http/streamed-body';
import { NDJSON } from '../http/ndjson';
import type { Submissions } from '../operations/submissions';
import { ArrivingFile } from './arriving-file';
import { Import } from './import';
import { readInTime } from './read-in-time';

/** Each holds two chunks: one that is being decided, and one that is gathered. */
const MOST_AT_ONCE = 8;
/** A ledger that is started anew takes some seconds. */
const DECIDED_WITHIN_SECONDS = 60;
/** How long a client may leave a line of its answer unread. */
const UNREAD_MS = 60_000;

/** What an import is asked with. */
interface Asked {
  readonly book: string;
  readonly key: string;
  readonly on_refusal: ImportQuery['on_refusal'];
  readonly body: Readable;
}

/** The imports that are under way in this process. */
export class Imports implements BeforeApplicationShutdown {
  private running = 0;
  private readonly stopping = new AbortController();

  constructor(
    private readonly submissions: Submissions,
    private readonly log: Log,
  ) {}

  /** Begins an import, and returns its answer. Throws the problem `overloaded`. */
  begin({ book, key, on_refusal, body }: Asked, request: FastifyRequest, reply: FastifyReply): Readable {
    if (this.running === MOST_AT_ONCE)
      throw new Problem('overloaded', 'Too many imports are under way. Try again with the same key.');
    const { signal: stopping } = this.stopping;
    const run = new Import(new ArrivingFile(body, stopping), {
      decide: (operations, firstLine) =>
        this.submissions.decideChunk(
          { type: 'batch.requested.v1', book, body: { operations } },
          request,
          chunkKeyOf(key, firstLine),
          DECIDED_WITHIN_SECONDS,
        ),
      goesOnAfterRefusal: on_refusal === 'continue',
      stopping,
      log: this.log.child(logFieldsOf(request)),
    });
    mayTakeLong(request);
    this.running += 1;
    const answer = Readable.from(readInTime(run.answer(), () => reply.raw.destroy(), UNREAD_MS));
    // Not before the last of its chunks is decided, even if the client has gone.
    answer.once('close', () => (this.running -= 1));
    // What is left of the body when the answer has ended is not waited for.
    void reply.header('connection', 'close').type(NDJSON);
    return answer;
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }
}

/**
 * The key of a chunk among those of its import: the number is what follows the last space, so two imports share none. The
 * longest key of an import leaves room for it.
 */
const chunkKeyOf = (key: string, firstLine: number): string => `${key} ${firstLine}`;
