import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { COLOURS, NO_COLOURS, type Colours } from '@pacioli/service/terminal-colours';
import { once } from 'node:events';

const PROGRESS_AFTER_MS = 2_000;

/** What a command writes to, and what ends it early. */
@Injectable()
export class Terminal implements OnApplicationShutdown {
  private readonly stopped = new AbortController();
  private progress: NodeJS.Timeout | undefined;

  constructor() {
    // A second one ends the process, should the first not.
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => this.stopped.abort(new Error(`Stopped by ${signal}`)));
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      // Whoever reads has enough, as `head` has: that is an end, not a fault.
      if (error.code !== 'EPIPE') throw error;
      this.stopped.abort(error);
    });
  }

  /** Aborted when nobody wants more: by a signal, or by a reader that went away. */
  get signal(): AbortSignal {
    return this.stopped.signal;
  }

  get colours(): Colours {
    return process.stdout.isTTY ? COLOURS : NO_COLOURS;
  }

  /** Writes lines, and waits while the reader is slower. */
  async print(text: string): Promise<void> {
    if (this.signal.aborted || process.stdout.write(`${text}\n`)) return;
    await once(process.stdout, 'drain', { signal: this.signal }).catch(() => undefined);
  }

  /** One document; numbers that JavaScript's own can not hold are texts. */
  async printJson(document: unknown): Promise<void> {
    await this.print(jsonOf(document, 2));
  }

  /** To a person, beside what is printed. */
  say(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Says how far it is, every two seconds, until the application ends. */
  sayProgress(how: () => string): void {
    clearInterval(this.progress);
    this.progress = setInterval(() => this.say(how()), PROGRESS_AFTER_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.progress);
  }
}

export const jsonOf = (document: unknown, indent?: number): string =>
  JSON.stringify(
    document,
    (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    indent,
  );
