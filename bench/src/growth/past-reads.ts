import { median, percentile } from '../statistics';
import { DATED_DAYS, HOT_ACCOUNT } from './batches';

const READS = 200;
const DAY_MS = 86_400_000;

/** What is asked of the account that has a part in every payment. */
export const reads = {
  now: () => '',
  'at=': ({ from, until }: Recorded) => `?at=${between(from, until)}`,
  'effective_at=': () => `?effective_at=${between(Date.now() - DATED_DAYS * DAY_MS, Date.now())}`,
  both: ({ from, until }: Recorded) =>
    `?at=${between(from, until)}&effective_at=${between(until - DATED_DAYS * DAY_MS, until)}`,
  'statement page': () => {
    const from = between(Date.now() - DATED_DAYS * DAY_MS, Date.now() - DAY_MS);
    return `/statement?by=effective&from=${from}&until=${new Date().toISOString()}`;
  },
} as const;
export type Read = keyof typeof reads;

/** Between which moments the book recorded anything, in milliseconds since 1970. */
export interface Recorded {
  from: number;
  until: number;
}

export interface ReadTimes {
  p50Ms: number;
  p99Ms: number;
}

const between = (from: number, until: number): string =>
  new Date(from + Math.floor(Math.random() * (until - from))).toISOString();

/** One request after another, so that each has the machine for itself. */
export async function timeReads(
  port: number,
  book: string,
  recorded: Recorded,
): Promise<Record<Read, ReadTimes>> {
  const times = {} as Record<Read, ReadTimes>;
  for (const read of Object.keys(reads) as Read[]) {
    const path = `/v1/books/${book}/accounts/${HOT_ACCOUNT}`;
    const ms: number[] = [];
    for (let n = 0; n < READS; n += 1) {
      const began = performance.now();
      const answer = await fetch(`http://127.0.0.1:${port}${path}${reads[read](recorded)}`);
      const text = await answer.text();
      if (answer.status !== 200)
        throw new Error(`${read} was answered ${answer.status}: ${text.slice(0, 500)}`);
      ms.push(performance.now() - began);
    }
    times[read] = {
      p50Ms: median(ms),
      p99Ms: percentile(
        ms.sort((a, b) => a - b),
        99,
      ),
    };
  }
  return times;
}
