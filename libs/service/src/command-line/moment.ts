import { UsageError } from './usage-error';

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.]\d{1,3})?)?$/;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.]\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * A moment in milliseconds since 1970: of RFC 3339, or a time of the day of `now`, in UTC. Throws UsageError.
 */
export function momentOf(text: string, now: Date): number {
  if (TIME_OF_DAY.test(text)) return Date.parse(`${now.toISOString().slice(0, 10)}T${text}Z`);
  const moment = RFC_3339.test(text) && isRealDay(text) ? Date.parse(text.replace(' ', 'T')) : NaN;
  if (Number.isNaN(moment))
    throw new UsageError(`"${text}" is no time: give 14:32 (today, UTC) or 2026-01-31T14:32:00.000Z`);
  return moment;
}

/** Date.parse rolls 30 February over to March. */
const isRealDay = (text: string): boolean =>
  new Date(`${text.slice(0, 10)}T00:00:00Z`).toJSON()?.slice(0, 10) === text.slice(0, 10);
