import { matching } from '../matching.testing';
import { SoundBook, type WrittenRows } from '../sound-book.testing';
import { PeriodsStayClosed } from './periods-stay-closed';

const CLOSING = 11;
const AFTER = 12;

describe('PeriodsStayClosed', () => {
  function checkOf(tamper: (rows: WrittenRows[]) => void) {
    const book = new SoundBook();
    const december = { starts_at: '2025-12-01T00:00:00.000Z', ends_at: '2026-01-01T00:00:00.000Z' };
    book.ask('period-close.requested.v1', { period: '2025-12', time_zone: 'UTC', ...december });
    book.ask('transfer.requested.v1', { debit: 'cash', credit: 'owed', amount: '1', currency: 'GBP' });
    const rows = book.written;
    tamper(rows);
    const check = new PeriodsStayClosed();
    for (const written of rows) check.see(written);
    return check.findings.check();
  }

  it('counts the periods of a sound book and finds nothing', () => {
    expect(checkOf(() => undefined)).toEqual({
      ...{ name: 'periods_stay_closed', status: 'ok', checked: 1, problem_count: 0, problems: [] },
    });
  });

  it('names an entry that takes effect where all was closed when it was recorded', () => {
    const { problems } = checkOf((rows) => {
      rows[AFTER]!.entries[0]!.entry.effectiveAt = Date.UTC(2025, 11, 31, 23, 59, 59, 999);
    });
    expect(problems).toEqual([
      {
        row: matching(/^entry acme 5 \(je_\w+\)$/),
        expected: 'an effect outside 2025-12, which was closed before',
        found: '2025-12-31T23:59:59.999Z',
      },
    ]);
  });

  it('names a period that is closed twice', () => {
    const { problems } = checkOf((rows) => rows[AFTER]!.periods.push({ ...rows[CLOSING]!.periods[0]! }));
    expect(problems).toMatchObject([{ row: 'period acme 2025-12', found: 'another' }]);
  });
});
