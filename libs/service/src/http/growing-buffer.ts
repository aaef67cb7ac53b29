const NOTHING = Buffer.alloc(0);

/**
 * Bytes that come in parts, joined as they come: a part that is kept takes a hundred bytes of memory besides its own, and a
 * client may send parts of one byte. It takes twice the bytes at most, and never more than the most that may come.
 */
export class GrowingBuffer {
  private room = NOTHING;
  private used = 0;

  constructor(private readonly most: number) {}

  get length(): number {
    return this.used;
  }

  /** How many bytes of memory it takes. */
  get size(): number {
    return this.room.length;
  }

  add(part: Buffer): void {
    const length = this.used + part.length;
    if (length > this.room.length) this.grow(length);
    part.copy(this.room, this.used);
    this.used = length;
  }

  /** All that came. */
  bytes(): Buffer {
    return this.room.subarray(0, this.used);
  }

  private grow(least: number): void {
    const larger = Buffer.allocUnsafe(Math.max(least, Math.min(2 * this.room.length, this.most)));
    this.room.copy(larger, 0, 0, this.used);
    this.room = larger;
  }
}
