import type { Overload } from './overload';

/**
 * Megabytes that a payment-api may have resident: the 256 of its heap and the 64 of its queue (`stack/src/services.ts`,
 * `QUEUE_BYTES`), the 100 that Node, its code and its buffers take before any load, and 16 KiB for each connection.
 */
export const mostApiMb = (connections: number): number => 256 + 64 + 100 + connections / 64;
/** Nothing waits in the queue for longer (`QUEUE_WAIT_MS`): after that a payment is to be answered as before. */
export const NORMAL_WITHIN_MS = 5_000;
/**
 * Of what the service does without overload. The load's generator takes its part of the same machine, and refusing costs,
 * too; a service that is left with less than half does refusals in place of its work.
 */
export const LEAST_ACCEPTED = 0.5;
/**
 * Of the requests that were sent. A connection is reset when the system's backlog has overflowed, and that client is told
 * nothing: neither a code nor when to come again. So it is for the moment in which all connect at once, and no way to refuse.
 */
export const MOST_NOT_LET_IN = 0.01;

/** What was asked of the service: payments a second that it does without overload, for how long, and over how many connections. */
export interface Asked {
  readonly sustainable: number;
  readonly seconds: number;
  readonly connections: number;
}

/** What must not happen under any load, in words; nothing when it did not. */
export function failures(result: Overload, asked: Asked): string[] {
  return [...clients(result, asked), ...service(result, asked)];
}

function clients(
  { offered, notSent, accepted, wrong, notLetIn }: Overload,
  { sustainable, seconds }: Asked,
): string[] {
  const others = Object.entries(wrong).map(([what, count]) => `${count} times ${what}`);
  const least = Math.max(1, sustainable * seconds * LEAST_ACCEPTED);
  const sent = offered - notSent;
  return [
    ...(others.length > 0
      ? [`Answers that are neither 202 nor a 503 with Retry-After: ${others.join(', ')}`]
      : []),
    ...(accepted < least ? [`${accepted} were accepted, of at least ${Math.ceil(least)}`] : []),
    ...(notLetIn > sent * MOST_NOT_LET_IN ? [`${notLetIn} of ${sent} that were sent were not let in`] : []),
  ];
}

function service(result: Overload, { connections }: Asked): string[] {
  const { refused, accepted, timedOut, notLetIn, posted, probeUnknown } = result;
  const { peakMb, normalAfterMs, postedAfterMs } = result;
  const unknown = (refused['outcome_unknown'] ?? 0) + timedOut + notLetIn + probeUnknown;
  const mostMb = mostApiMb(connections);
  return [
    ...(peakMb.api > mostMb
      ? [`payment-api took ${Math.round(peakMb.api)} MB of ${Math.round(mostMb)}`]
      : []),
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
