import { GrowingBuffer } from '@pacioli/service/http/growing-buffer';

const NEWLINE = 0x0a;

/** A line of a file, without its end. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** Undefined when there are more of them than a line may have: they are not kept. */
  readonly bytes: Buffer | undefined;
}

/** Cuts bytes into lines, however they arrive. It keeps no more than one line, and of that no more than a line may have. */
export class Lines {
  private begun: GrowingBuffer;
  private length = 0;
  private count = 0;

  constructor(private readonly longest: number) {
    this.begun = new GrowingBuffer(longest);
  }

  /** The lines that end in these bytes. */
  *in(bytes: Buffer): Generator<Line> {
    let from = 0;
    for (let to = bytes.indexOf(NEWLINE); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
      this.keep(bytes.subarray(from, to));
      yield this.take();
      from = to + 1;
    }
    this.keep(bytes.subarray(from));
  }

  /** The last line, if it has no end of its own. */
  *atEnd(): Generator<Line> {
    if (this.length > 0) yield this.take();
  }

  private keep(part: Buffer): void {
    this.length += part.length;
    if (this.length > this.longest) this.begun = new GrowingBuffer(this.longest);
    else this.begun.add(part);
  }

  private take(): Line {
    this.count += 1;
    const bytes = this.length > this.longest ? undefined : this.begun.bytes();
    this.begun = new GrowingBuffer(this.longest);
    this.length = 0;
    return { number: this.count, bytes };
  }
}
