import { NO_COLOURS } from '@pacioli/service/terminal-colours';
import { breaksText, type BreaksNow } from './breaks-text';

describe('The table of open breaks', () => {
  const aging = { book: 'acme', currency: 'GBP', cause: 'missing_here' } as const;
  const found: BreaksNow = {
    sources: [
      { book: 'acme', source: 'bank', statements: 2, last_day: '2026-11-11', open_breaks: 3 },
      { book: 'calm', source: 'bank\u001b[2J', statements: 1, last_day: null, open_breaks: 0 },
    ],
    aging: [
      { ...aging, bucket: '0-1', count: 1, amount: '1050' },
      { ...aging, bucket: '90+', count: 1, amount: '-50' },
      { ...aging, currency: 'XQQ', bucket: '2-7', count: 1, amount: '300' },
    ],
    oldest: [
      {
        ...{
          book: 'acme',
          source: 'bank',
          id: 'brk_1',
          cause: 'missing_here',
          currency: 'GBP',
          amount: '-50',
        },
        ...{ oldest_on: '2026-01-01', age_days: 314, assigned_to: 'Ann', reason: 'nothing\nanswers' },
        ...{ items: [], item_count: 0, lines: [], line_count: 1 },
      },
    ],
  };

  it('says of each book what is open by age, and the oldest of it', () => {
    expect(breaksText(found, NO_COLOURS)).toBe(
      [
        'book acme  3 open breaks',
        '  bank: 2 statements up to 2026-11-11, 3 open',
        '',
        'currency  cause         0-1 days  2-7 days  8-30 days  31-90 days  90+ days  amount',
        '───────────────────────────────────────────────────────────────────────────────────',
        'GBP       missing here         1                                          1   10.00',
        'XQQ       missing here                   1                                      300',
        '',
        'days     amount  cause         source  assigned to  break  reason',
        '──────────────────────────────────────────────────────────────────────────',
        ' 314  -0.50 GBP  missing here  bank    Ann          brk_1  nothing\ufffdanswers',
        'and 2 more that are younger',
        '',
        'book calm  no open break',
        '  bank\ufffd[2J: 1 statement, 0 open',
      ].join('\n'),
    );
  });

  it('says so where no statement has come', () => {
    expect(breaksText({ sources: [], aging: [], oldest: [] }, NO_COLOURS)).toBe('No statement has come yet.');
  });
});
