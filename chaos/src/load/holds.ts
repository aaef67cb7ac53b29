import { holdIdOf, journalEntryIdOf, keyIdOf, type KeyId } from '@pacioli/contracts/operation-id';
import type { Random } from '../random';
import { BOUNDED, HOT } from './accounts';
import { between } from './movements';

const EXPIRES_WITHIN_MS = 2_000;

/** A hold that somebody has asked for, whatever became of it. */
export interface AskedHold {
  readonly book: string;
  readonly id: string;
}

/** Its id follows from the key under which it is asked for, and from its place where that is a batch's. */
export const askedHold = (book: string, keyId: KeyId, place = 0): AskedHold => ({
  book,
  id: holdIdOf(journalEntryIdOf(keyId, place)),
});

/** Two to four seconds ahead, and the same for all who ask at about the same time. */
export const expiresSoon = (): { expires_at: string } => {
  const now = Math.ceil(Date.now() / EXPIRES_WITHIN_MS) * EXPIRES_WITHIN_MS;
  return { expires_at: new Date(now + EXPIRES_WITHIN_MS).toISOString() };
};

/** How many draws of a client pass until the holds that it draws are others. */
const LASTS = 10;
const AMOUNT = 10_000;

/** The few holds that all clients ask for, capture and void at the same time, under keys that they share. */
export class HotHolds {
  private drawn = 0;

  constructor(
    private readonly random: Random,
    private readonly books: readonly string[],
  ) {}

  /** One that others draw, too, and most likely have asked for. */
  draw(): AskedHold {
    const number = this.newest() - this.random.below(2);
    const book = this.random.pick(this.books);
    return askedHold(book, keyIdOf('http', book, keyOf(number)));
  }

  /** The request of one. Whoever asks for it asks for the same, but for an amount that is another now and then. */
  ask(): { book: string; key: string; body: object } {
    const { random } = this;
    const number = this.newest();
    const merchant = BOUNDED[number % BOUNDED.length]!;
    const [from, to] = number % 2 === 0 ? [merchant, HOT] : [HOT, merchant];
    const body = {
      ...between(from, to, random.chance(0.1) ? AMOUNT + 1 : AMOUNT),
      ...(number % 3 === 0 && expiresSoon()),
    };
    return { book: random.pick(this.books), key: keyOf(number), body };
  }

  private newest(): number {
    this.drawn += 1;
    return Math.ceil(this.drawn / LASTS);
  }
}

const keyOf = (number: number): string => `hold-${number}`;
