import { monthIn } from './month';

describe('A month where a book is kept', () => {
  it.each([
    ['2026-10', 'UTC', '2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'],
    // Summer time ends in it.
    ['2026-10', 'Europe/London', '2026-09-30T23:00:00.000Z', '2026-11-01T00:00:00.000Z'],
    ['2026-12', 'Asia/Kolkata', '2026-11-30T18:30:00.000Z', '2026-12-31T18:30:00.000Z'],
    ['2024-02', 'America/New_York', '2024-02-01T05:00:00.000Z', '2024-03-01T05:00:00.000Z'],
    // Summer time begins in it, for the first time in years.
    ['2023-04', 'Africa/Cairo', '2023-03-31T22:00:00.000Z', '2023-04-30T21:00:00.000Z'],
    // Summer time ends an hour after the first midnight of November, with a second.
    ['2026-10', 'America/Havana', '2026-10-01T04:00:00.000Z', '2026-11-01T04:00:00.000Z'],
    ['2026-11', 'America/Havana', '2026-11-01T04:00:00.000Z', '2026-12-01T05:00:00.000Z'],
  ])('%s in %s', (month, zone, starts_at, ends_at) => {
    expect(monthIn(month, zone)).toEqual({ starts_at, ends_at });
  });

  /** In some of them a month began with a change of the clocks: at midnight, a minute after it, or a day left out. */
  const YEARS = [1995, 2009, 2026, 2037];

  it('begins with its first moment and ends where the next begins, in every zone there is', () => {
    const wrong: string[] = [];
    for (const timeZone of Intl.supportedValuesOf('timeZone')) {
      const calendar = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: 'numeric' });
      for (const year of YEARS) {
        const months = Array.from({ length: 14 }, (_, at) => new Date(Date.UTC(year, at - 1)));
        const bounds = months.map((month) => monthIn(month.toISOString().slice(0, 7), timeZone));
        bounds.forEach(({ starts_at, ends_at }, at) => {
          const first = Date.parse(starts_at);
          const monthAt = (moment: number) => calendar.format(moment);
          const isFirst =
            monthAt(first) === nameOf(months[at]!) && monthAt(first - 1) === nameOf(months[at]!, -1);
          const isFollowed = at === 13 || ends_at === bounds[at + 1]!.starts_at;
          if (!isFirst || !isFollowed) wrong.push(`${starts_at} to ${ends_at} in ${timeZone}`);
        });
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** As a calendar in English has a month, or one some months from it. */
const nameOf = (month: Date, from = 0): string => {
  const named = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + from));
  return `${named.getUTCMonth() + 1}/${named.getUTCFullYear()}`;
};
