import { until } from '@pacioli/stack/until';
import type { Books } from '../books';
import { peakMemoryMb } from '../process-usage';
import type { System } from '../system';
import { sendOpenLoop } from './open-loop';
import type { OpenLoopReport } from './open-loop-order';
import { PeakQueue } from './peak-queue';
import { Probe } from './probe';

export interface OverloadOrder {
  books: Books;
  perSecond: number;
  seconds: number;
  connections: number;
}

export interface Overload extends OpenLoopReport {
  /** Largest resident sets since the processes were started. */
  peakMb: { api: number; ledger: number };
  peakQueue: number;
  /** Milliseconds until a payment was answered as before; null when it was not. */
  normalAfterMs: number | null;
  /** Milliseconds until all that was accepted was posted; null when it was not. */
  postedAfterMs: number | null;
  /** What the load has put into the ledger, and what the probe has that does not know of it. */
  posted: number;
  /** Payments of the probe that it does not know of. */
  probeUnknown: number;
}

const PATIENCE_MS = 10_000;
/** Medians of a few payments differ that much by themselves on a machine that has other work. */
const AS_FAST = 3;
const NORMAL_WITHIN_MS = 60_000;
const POSTED_WITHIN_MS = 300_000;

/** Asks a system for more than it can do, and looks at it afterwards. */
export async function overload(system: System, order: OverloadOrder): Promise<Overload> {
  const before = await system.countPosted();
  const probe = new Probe(system.port, order.books);
  const usualMs = await probe.medianMs();
  const queue = new PeakQueue(system.port);
  const report = await sendOpenLoop({ ...order, port: system.port, patienceMs: PATIENCE_MS });
  const ended = performance.now();
  queue.stop();
  const after = async (condition: () => Promise<boolean>, withinMs: number): Promise<number | null> =>
    (await until(condition, { withinMs, everyMs: 50 })) ? performance.now() - ended : null;
  const isNormal = async () => (await probe.medianMs()) <= usualMs * AS_FAST;
  const normalAfterMs = await after(isNormal, NORMAL_WITHIN_MS);
  const expected = before + report.accepted + probe.accepted;
  const isPosted = async () => (await system.posted()) >= expected && (await system.isSettled());
  const postedAfterMs = await after(isPosted, POSTED_WITHIN_MS);
  return {
    ...report,
    ...{ normalAfterMs, postedAfterMs, peakQueue: queue.most },
    peakMb: { api: peakMemoryMb(system.api.pid!), ledger: peakMemoryMb(system.ledger.pid!) },
    posted: (await system.countPosted()) - before - probe.accepted,
    probeUnknown: probe.unknown,
  };
}
