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
  ])('%s in %s', (month, zone, starts_at, ends_at) => {
    expect(monthIn(month, zone)).toEqual({ starts_at, ends_at });
  });

  it('ends where the next begins', () => {
    for (const zone of ['UTC', 'Europe/London', 'Asia/Tehran', 'America/Santiago', 'Pacific/Apia']) {
      for (let month = 1; month < 12; month += 1) {
        const [one, next] = [month, month + 1].map((at) =>
          monthIn(`2011-${String(at).padStart(2, '0')}`, zone),
        );
        expect(one!.ends_at).toBe(next!.starts_at);
      }
    }
  });
});
