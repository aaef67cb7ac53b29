import { DateTime } from 'luxon';

/** A month where a book is kept: moments in RFC 3339, from its first until just before the next month's first. */
export interface Month {
  readonly starts_at: string;
  readonly ends_at: string;
}

/** `month` is `2026-10`; the zone is one of IANA's. */
export function monthIn(month: string, zone: string): Month {
  const next = DateTime.fromISO(month, { zone: 'UTC' }).plus({ months: 1 }).toFormat('yyyy-MM');
  return { starts_at: firstMoment(month, zone), ends_at: firstMoment(next, zone) };
}

/** Clocks that are put back over midnight meet it twice: a month begins with the first of the two, and the one before ends there. */
function firstMoment(month: string, zone: string): string {
  const [first] = DateTime.fromISO(`${month}-01T00:00:00.000`, { zone }).getPossibleOffsets();
  return first!.toJSDate().toISOString();
}
