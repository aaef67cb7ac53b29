import type { Readable } from 'node:stream';
import { Problem } from '@pacioli/service/http/problem';
import { Chunks, LONGEST_LINE, type Chunk } from './chunks';
import { Lines } from './lines';

/** How long so many bytes of a file may be waited for: a few at a time, or a line, would hold a place for ever. */
const GOES_ON_WITHIN_MS = 30_000;
const GOES_ON_BY_BYTES = 65_536;

/** The body of an import, which is read only as fast as somebody asks for it. */
export class ArrivingFile {
  private readonly iterator: AsyncIterator<Buffer>;
  /** How long the file has been waited for, and how many bytes of it came, since it last went on. */
  private waitedMs = 0;
  private pending = 0;

  constructor(
    private readonly body: Readable,
    private readonly stopping: AbortSignal,
  ) {
    // Who stops reading must be able to answer still, so the connection is left as it is.
    this.iterator = body.iterator({ destroyOnReturn: false });
  }

  /** Whether the client is gone, so that there is nobody to answer. */
  get isBroken(): boolean {
    return this.body.errored !== null || (this.body.destroyed && !this.body.readableEnded);
  }

  /** Its chunks. Throws the problems `request_timeout`, when the file does not go on, and `unavailable`, when the process stops. */
  async *chunks(): AsyncGenerator<Chunk> {
    const gathered = new Chunks();
    const lines = new Lines(LONGEST_LINE);
    for (let bytes = await this.nextInTime(); bytes !== undefined; bytes = await this.nextInTime()) {
      for (const line of lines.in(bytes)) yield* gathered.add(line);
    }
    for (const line of lines.atEnd()) yield* gathered.add(line);
    yield* gathered.take();
  }

  /** Reads what still comes within so many milliseconds and forgets it: a client may send all before it hears anything. */
  async forgetTheRest(milliseconds: number): Promise<void> {
    const deadline = performance.now() + milliseconds;
    try {
      while ((await this.next(deadline - performance.now())) !== undefined);
    } catch {
      // Nothing comes any more, or the process stops: whoever sent it is not waited for.
    }
  }

  /** Bytes that came; undefined at the end. Time counts only while they are waited for, and not while nobody reads. */
  private async nextInTime(): Promise<Buffer | undefined> {
    const begun = performance.now();
    const bytes = await this.next(GOES_ON_WITHIN_MS - this.waitedMs);
    this.waitedMs += performance.now() - begun;
    this.pending += bytes?.length ?? 0;
    if (this.pending >= GOES_ON_BY_BYTES) [this.waitedMs, this.pending] = [0, 0];
    return bytes;
  }

  /** Bytes that came; undefined at the end. */
  private next(withinMs: number): Promise<Buffer | undefined> {
    const { stopping } = this;
    return new Promise((resolve, reject) => {
      const stop = () => settle(() => reject(processStops()));
      const late = setTimeout(() => settle(() => reject(tooLittleComes())), withinMs);
      const settle = (how: () => void) => {
        clearTimeout(late);
        stopping.removeEventListener('abort', stop);
        how();
      };
      stopping.addEventListener('abort', stop);
      this.iterator.next().then(
        ({ done, value }) => settle(() => resolve(done === true ? undefined : value)),
        (error: Error) => settle(() => reject(error)),
      );
      if (stopping.aborted) stop();
    });
  }
}

export const processStops = () =>
  new Problem('unavailable', 'This process is stopping. Send the same file again with the same key.');

const tooLittleComes = () =>
  new Problem('request_timeout', 'Too little of the file came in time. Send it again with the same key.');
