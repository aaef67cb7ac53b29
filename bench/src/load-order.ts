import type { Books } from './books';
import type { Mode } from './options';

/** What the load process is asked for. */
export interface LoadOrder {
  port: number;
  mode: Mode;
  clients: number;
  books: Books;
  warmUpMs: number;
  measureMs: number;
}

/** What it tells: when the measured time begins and ends, and at the end what became of all that it sent. */
export type LoadMessage =
  | { kind: 'begun' }
  | { kind: 'ended' }
  | { kind: 'report'; report: LoadReport }
  | { kind: 'failed'; reason: string };

export interface LoadReport {
  /** Requests that were answered as they should be, warm-up and last answers included. */
  answered: number;
  /** All other answers, by status. */
  refused: Record<number, number>;
  /** Within the measured time. */
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}
