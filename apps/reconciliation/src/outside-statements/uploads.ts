import { Problem } from '@pacioli/service/http/problem';

/** Each holds a connection to the database for as long as its sender likes, and memory for its lines. */
const MOST_AT_ONCE = 2;

/** The files that are being read in this process. */
export class Uploads {
  private running = 0;

  /** Reads a file, unless too many are being read. Throws the problem `overloaded`. */
  async take<T>(read: () => Promise<T>): Promise<T> {
    if (this.running === MOST_AT_ONCE)
      throw new Problem('overloaded', 'Too many statements are being read. Try again with the same key.');
    this.running += 1;
    try {
      return await read();
    } finally {
      this.running -= 1;
    }
  }
}
