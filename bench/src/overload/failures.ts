import type { Overload } from './overload';

/**
 * Megabytes that a payment-api may have resident: the 256 of its heap and the 64 of its queue (`stack/src/services.ts`,
 * `QUEUE_BYTES`), the 100 that Node, its code and its buffers take before any load, and 16 KiB for each of 4,000 connections.
 */
export const MOST_API_MB = 256 + 64 + 100 + 64;
/** A client that was refused comes again after a second: by then it is to be served. */
export const NORMAL_WITHIN_MS = 5_000;

/** What must not happen under any load, in words; nothing when it did not. */
export function failures(result: Overload): string[] {
  const {
    wrong,
    refused,
    accepted,
    timedOut,
    notLetIn,
    posted,
    peakMb,
    normalAfterMs,
    postedAfterMs,
    probeUnknown,
  } = result;
  const unknown = (refused['outcome_unknown'] ?? 0) + timedOut + notLetIn + probeUnknown;
  const others = Object.entries(wrong).map(([what, count]) => `${count} times ${what}`);
  return [
    ...(others.length > 0
      ? [`Answers that are neither 202 nor a 503 with Retry-After: ${others.join(', ')}`]
      : []),
    ...(peakMb.api > MOST_API_MB ? [`payment-api took ${Math.round(peakMb.api)} MB of ${MOST_API_MB}`] : []),
    ...(postedAfterMs === null || posted < accepted || posted > accepted + unknown
      ? [
          `The ledger holds ${posted} of ${accepted} payments that were accepted, and of ${unknown} that may have been`,
        ]
      : []),
    ...(normalAfterMs === null || normalAfterMs > NORMAL_WITHIN_MS
      ? [`Answers were not as fast as before within ${NORMAL_WITHIN_MS / 1000} s`]
      : []),
  ];
}
