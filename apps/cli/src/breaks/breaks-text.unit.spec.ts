import { NO_COLOURS } from '@pacioli/service/terminal-colours';
import { breaksText, type BreaksNow } from './breaks-text';

describe('The table of open breaks', () => {
  const aging = { book: 'acme', currency: 'GBP', cause: 'missing_here' } as const;
  const found: BreaksNow = {
    sources: [
      {
        book: 'acme',
        source: 'bank',
        statements: 2,
        last_day: '2026-11-11',
        open_breaks: 3,
        bad_lines: 0,
        matches_by_force: 0,
      },
      {
        book: 'calm',
        source: 'bank\u001b[2J',
        statements: 1,
        last_day: null,
        open_breaks: 0,
        bad_lines: 10,
        matches_by_force: 0,
      },
    ],
    aging: [
      { ...aging, bucket: '0-1', count: 2, came_in: '1050', went_out: '2' },
      { ...aging, bucket: '90+', count: 1, came_in: '0', went_out: '50' },
      { ...aging, currency: 'XQQ', bucket: '2-7', count: 1, came_in: '300', went_out: '0' },
    ],
    oldest: [
      {
        ...{
          book: 'acme',
          source: 'bank',
          id: 'brk_1',
          cause: 'amount_differs',
          currency: 'GBP',
          amount: '-50',
          items_amount: '2000',
          lines_amount: '1950',
        },
        ...{ oldest_on: '2026-01-01', age_days: 314, assigned_to: 'Ann', reason: 'nothing\nanswers' },
        ...{ items: [], item_count: 0, lines: [], line_count: 1 },
      },
    ],
    bad_statements: [
      {
        ...{ book: 'calm', source: 'bank', statement: 'stm_1', file_name: 'october\u001b[2J.csv' },
        ...{ recorded_at: '2026-11-11T12:00:00.000Z', lines: 6, bad_lines: 10 },
      },
    ],
  };

  it('says of each book what is open by age, and the oldest of it', () => {
    expect(breaksText(found, NO_COLOURS)).toBe(
      [
        'book acme  3 open breaks',
        '  bank: 2 statements up to 2026-11-11, 3 open',
        '',
        'currency  cause         0-1 days  2-7 days  8-30 days  31-90 days  90+ days     in   out',
        '────────────────────────────────────────────────────────────────────────────────────────',
        'GBP       missing here         2                                          1  10.50  0.52',
        'XQQ       missing here                   1                                     300     0',
        '',
        'days       open  ledger  statement  cause           source  assigned to  break  reason',
        '───────────────────────────────────────────────────────────────────────────────────────────────',
        ' 314  -0.50 GBP   20.00      19.50  amount differs  bank    Ann          brk_1  nothing\ufffdanswers',
        'and 2 more that are younger',
        '',
        'book calm  no open break',
        '  bank\ufffd[2J: 1 statement, 0 open, 10 bad lines',
        '',
        'bad lines  of lines  source  came        file             statement',
        '───────────────────────────────────────────────────────────────────',
        '       10        16  bank    2026-11-11  october\ufffd[2J.csv  stm_1',
      ].join('\n'),
    );
  });

  it('says so where no statement has come', () => {
    expect(breaksText({ sources: [], aging: [], oldest: [], bad_statements: [] }, NO_COLOURS)).toBe(
      'No statement has come yet.',
    );
  });
});
