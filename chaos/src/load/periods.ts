import type { Random } from '../random';
import type { WriteRequest } from './request';

/** All of them were over before the first run. */
const FIRST_YEAR = 2000;
/** So few that a run closes some of them twice, and takes others for open when they are closed. */
const MONTHS = 24;
/** The first month of a year that is not over as long as anybody runs this. */
const FAR_AHEAD = (2999 - FIRST_YEAR) * 12;

/** By its number from the first on: the calendar of books is that of UTC. */
function month(number: number) {
  const [startsAt, endsAt] = [number, number + 1].map((at) => new Date(Date.UTC(FIRST_YEAR, at)));
  return { period: startsAt!.toISOString().slice(0, 7), startsAt: startsAt!, endsAt: endsAt! };
}

/** Closes a month, which may be closed or not be over. */
export function periodClose(random: Random): Pick<WriteRequest, 'path' | 'type' | 'inPath'> {
  const { period, startsAt, endsAt } = month(random.chance(0.1) ? FAR_AHEAD : random.below(MONTHS));
  const [starts_at, ends_at] = [startsAt.toISOString(), endsAt.toISOString()];
  return {
    ...{ path: `periods/${period}/close`, type: 'period-close.requested.v1' },
    inPath: { period, time_zone: 'UTC', starts_at, ends_at },
  };
}

/** A moment of effect that has not come. */
export const ahead = (): { effective_at: string } => ({
  effective_at: month(FAR_AHEAD).startsAt.toISOString(),
});

/** A moment of effect in one of the months that may be closed: its first, its last, or one between them. */
export function backDated(random: Random): { effective_at: string } {
  const { startsAt, endsAt } = month(random.below(MONTHS));
  const last = endsAt.getTime() - 1;
  const between = startsAt.getTime() + random.below(last - startsAt.getTime());
  return { effective_at: new Date(random.pick([startsAt.getTime(), between, last])).toISOString() };
}
