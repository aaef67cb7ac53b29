import { randomUUID } from 'node:crypto';
import type { Books } from '../books';

const DAY_MS = 86_400_000;
/** As far back as entries are dated. */
export const DATED_DAYS = 365;
/** One entry of so many took effect some time of the last year. */
const DATED_EVERY = 10;
export const CLIENTS = 4;
export const LARGEST_BATCH = 10_000;

/** The account that has a part in every payment of its book. */
export const HOT_ACCOUNT = 'assets:customers:c0';

const below = (limit: number): number => Math.floor(Math.random() * limit);

/** A payment from one of many accounts to the one that takes part in all of them; now and then one that comes late. */
function transfer(accountsPerBook: number): object {
  const late = { effective_at: new Date(Date.now() - 1 - below(DATED_DAYS * DAY_MS)).toISOString() };
  return {
    ...{
      type: 'transfer',
      debit: HOT_ACCOUNT,
      credit: `assets:customers:c${1 + below(accountsPerBook - 1)}`,
    },
    ...{ amount: String(1 + below(99_999)), currency: 'GBP', description: 'Order' },
    ...(below(DATED_EVERY) === 0 ? late : {}),
  };
}

/**
 * Posts so many transfers by batches, each client one at a time on the books in turn, and returns when all of them are in the
 * ledger. Throws when one is refused.
 */
export async function postBatches(
  port: number,
  { names, accountsPerBook }: Books,
  transfers: number,
  largest: number,
  onPosted: (transfers: number) => void = () => undefined,
): Promise<void> {
  let left = transfers;
  let batches = 0;
  async function client(): Promise<void> {
    while (left > 0) {
      const size = Math.min(left, largest);
      left -= size;
      const book = names[batches++ % names.length]!;
      const operations = Array.from({ length: size }, () => transfer(accountsPerBook));
      await post(port, book, { operations });
      onPosted(size);
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client));
}

async function post(port: number, book: string, body: object): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/books/${book}/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), prefer: 'wait=30' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.status !== 201) throw new Error(`A batch was answered ${answer.status}: ${text.slice(0, 500)}`);
}
