import { oneLine, renderTable } from './terminal-table';

describe('a table', () => {
  const columns = [
    { title: 'account', align: 'left' as const },
    { title: 'balance', align: 'right' as const },
  ];

  it('is as wide as its widest cells, with the footer below a line', () => {
    const rows = [
      ['assets:bank', '1.00'],
      ['income', '12,345.00'],
    ];
    expect(renderTable(columns, rows, ['total', '12,346.00'])).toBe(
      [
        'account        balance',
        '──────────────────────',
        'assets:bank       1.00',
        'income       12,345.00',
        '──────────────────────',
        'total        12,346.00',
      ].join('\n'),
    );
  });

  it('makes room for a footer that is wider than the rows', () => {
    expect(renderTable(columns, [['a', '1']], ['everything', '1']).split('\n')[0]).toBe(
      'account     balance',
    );
  });

  it('without rows shows its columns', () => {
    expect(renderTable(columns, [])).toBe('account  balance\n────────────────');
  });
});

describe('text of others', () => {
  it('brings no line break and no control character to a terminal', () => {
    expect(oneLine('a\nb\u001b[31mc\u009b')).toBe('a\ufffdb\ufffd[31mc\ufffd');
  });
});
