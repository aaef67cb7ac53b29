import { DateTime } from 'luxon';

/** A month where a book is kept: moments in RFC 3339, from its first until just before the next month's first. */
export interface Month {
  readonly starts_at: string;
  readonly ends_at: string;
}

/** `month` is `2026-10`; the zone is one of IANA's. */
export function monthIn(month: string, zone: string): Month {
  const start = DateTime.fromISO(`${month}-01T00:00:00.000`, { zone });
  const end = start.plus({ months: 1 }).startOf('month');
  return { starts_at: start.toJSDate().toISOString(), ends_at: end.toJSDate().toISOString() };
}
