import { randomUUID } from 'node:crypto';
import { type Books, randomTransfer } from '../books';
import { median } from '../statistics';

/** Fewer would make a median by chance, more would be a load of their own. */
const PAYMENTS = 15;

/** One client among the others, that sends a few payments one after the other to see how long an answer takes. */
export class Probe {
  /** Payments that it has had accepted, which the ledger will post beside those of the load. */
  accepted = 0;
  /** Payments that it can not tell of: 503 `outcome_unknown`, or no answer. The ledger may post them, too. */
  unknown = 0;

  constructor(
    private readonly port: number,
    private readonly books: Books,
  ) {}

  /** The median of a few payments. Throws when one is not accepted. */
  async medianMs(): Promise<number> {
    const times: number[] = [];
    for (let i = 0; i < PAYMENTS; i += 1) times.push(await this.pay());
    return median(times);
  }

  private async pay(): Promise<number> {
    const { book, body } = randomTransfer(this.books);
    const began = performance.now();
    this.unknown += 1;
    const answer = await fetch(`http://127.0.0.1:${this.port}/v1/books/${book}/transfers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body,
    });
    const text = await answer.text();
    if (!text.includes('"code":"outcome_unknown"')) this.unknown -= 1;
    if (answer.status !== 202) throw new Error(`A payment was answered ${answer.status}: ${text}`);
    this.accepted += 1;
    return performance.now() - began;
  }
}
