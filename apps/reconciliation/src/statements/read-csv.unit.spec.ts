import { createHash } from 'node:crypto';
import { csvSource, reading } from './statement-files.testing';

const PROVIDER = csvSource(
  {},
  {
    ...{ reference: 'Id', other_references: ['Order', 'Batch'], amount: 'Gross', fee: 'Fee', net: 'Net' },
    ...{ booked_on: 'Created', value_on: 'Available', description: 'Text', kind: 'Type' },
  },
);
const HEADER = 'Id,Order,Batch,Gross,Fee,Net,Created,Available,Text,Type\n';

describe('A CSV statement', () => {
  it('is read by the mapping of its source, column by column', async () => {
    const file = `${HEADER}p1,o1,b1,10.50,0.30,10.20,2026-01-31,2026-02-02,"Order 981, Ms ""M""",charge\np2,p2,,-3,,,2026-01-30,,,\n`;
    const { items, lines, summary } = await reading(PROVIDER, file);
    expect(lines).toEqual([
      {
        ...{ place: { line: 2 }, identity: lines[0]?.identity, account: null },
        ...{ reference: 'p1', otherReferences: ['o1', 'b1'], amount: 1050n, currency: 'GBP', fee: 30n },
        ...{
          bookedOn: '2026-01-31',
          valueOn: '2026-02-02',
          description: 'Order 981, Ms "M"',
          kind: 'charge',
        },
        isReversal: false,
      },
      {
        ...{ place: { line: 3 }, identity: lines[1]?.identity, account: null },
        ...{ reference: 'p2', otherReferences: [], amount: -300n, currency: 'GBP', fee: null },
        ...{ bookedOn: '2026-01-30', valueOn: null, description: null, kind: null, isReversal: false },
      },
    ]);
    expect(summary).toEqual({
      ...{ lines: 2, badLines: 0, skipped: 0, balances: [] },
      sums: new Map([['GBP', { lines: 2, amount: 750n, fees: 30n }]]),
      ...{ firstBookedOn: '2026-01-30', lastBookedOn: '2026-01-31' },
      sha256: createHash('sha256').update(file).digest('hex'),
    });
    expect(items.map(({ type }) => type)).toEqual(['line', 'line', 'end']);
  });

  it('reports what it can not read, where it is, and goes on', async () => {
    const { items, bad, reasons, summary } = await reading(
      csvSource({ currency: undefined }, { currency: 'Cur', fee: 'Fee', net: 'Net', value_on: 'Value' }),
      [
        'Ref,Amount,Cur,Fee,Net,Date,Value',
        'a,1.00,GBP,,,2026-01-31,',
        ',1.00,GBP,,,2026-01-31,',
        'a,,GBP,,,2026-01-31,',
        'a,1.x,GBP,,,2026-01-31,',
        'a,1.001,GBP,,,2026-01-31,',
        'a,12345678901234567,GBP,,,2026-01-31,',
        'a,1.00,XAU,,,2026-01-31,',
        'a,1.00,,,,2026-01-31,',
        'a,1.00,GBP,0.x,,2026-01-31,',
        'a,1.00,GBP,0.10,0.91,2026-01-31,',
        'a,1.00,GBP,,,,',
        'a,1.00,GBP,,,31.01.2026,',
        'a,1.00,GBP,,,2026-01-31,x',
        'a,1.00,GBP,,,2026-01-31',
        '"a"b,1.00,GBP,,,2026-01-31,',
        'Total,1.00,,,,,,',
        'a,1.00,gbp,0.10,0.90,2026-01-31,2026-02-01',
        '',
      ].join('\n'),
    );
    expect(bad).toEqual([
      ...[
        ['reference_missing', 3],
        ['amount_missing', 4],
        ['amount_invalid', 5],
        ['amount_too_fine', 6],
      ],
      ...[
        ['amount_too_large', 7],
        ['currency_unknown', 8],
        ['currency_unknown', 9],
        ['amount_invalid', 10],
      ],
      ...[
        ['net_differs', 11],
        ['date_missing', 12],
        ['date_invalid', 13],
        ['date_invalid', 14],
      ],
      ...[
        ['cell_count_differs', 15],
        ['quoting_invalid', 16],
        ['cell_count_differs', 17],
      ],
    ]);
    expect(reasons[2]).toBe(
      '"1.x" is not an amount in the form that the source\'s amounts have, such as 1234.50.',
    );
    expect(items[0]).toMatchObject({ type: 'line' });
    expect(items[1]).toMatchObject({ type: 'bad_line' });
    expect(summary).toMatchObject({ lines: 2, badLines: 15 });
  });

  it('quotes at most 100 characters of what it found', async () => {
    const { reasons } = await reading(csvSource(), `Ref,Amount,Date\na,${'𝄞'.repeat(200)},2026-01-31\n`);
    expect(reasons).toEqual([
      `"${'𝄞'.repeat(100)}…" is not an amount in the form that the source's amounts have, such as 1234.50.`,
    ]);
  });

  it('tells two equal payments apart, and finds both again in a file that overlaps', async () => {
    const payment = 'a,1.00,2026-01-31\n';
    const monday = await reading(csvSource(), `Ref,Amount,Date\n${payment}b,1.00,2026-01-31\n${payment}`);
    const tuesday = await reading(csvSource(), `Ref,Amount,Date\n${payment}${payment}c,1.00,2026-02-01\n`);
    const [a, , again] = monday.lines.map(({ identity }) => identity);
    expect(new Set(monday.lines.map(({ identity }) => identity)).size).toBe(3);
    expect(tuesday.lines.slice(0, 2).map(({ identity }) => identity)).toEqual([a, again]);
  });

  it('keeps cells that a spreadsheet would run as they are', async () => {
    const { lines } = await reading(
      csvSource(),
      `Ref,Amount,Date\n=1+1,1.00,2026-01-31\n@a,+1.00,2026-01-31\n`,
    );
    expect(lines.map(({ reference }) => reference)).toEqual(['=1+1', '@a']);
  });

  it('may have its amounts in two columns', async () => {
    const file = (rows: string[]) =>
      `Ref,Out,In,Date\n${rows.map((row) => `a,${row},2026-01-31\n`).join('')}`;
    const split = { amount: undefined, debit: 'Out', credit: 'In' };
    const plain = await reading(
      csvSource({}, split),
      file(['1.00,', ',2.00', '0.00,3.00', '0,0', '4,5', ',', '-1,', ',-1']),
    );
    expect(plain.lines.map(({ amount }) => amount)).toEqual([-100n, 200n, 300n, 0n]);
    expect(plain.bad).toEqual([
      ...[
        ['debit_and_credit', 6],
        ['amount_missing', 7],
        ['amount_invalid', 8],
        ['amount_invalid', 9],
      ],
    ]);
    const negative = await reading(
      csvSource({ debits_are_negative: true }, split),
      file(['-1.00,', ',2.00', '1.00,']),
    );
    expect(negative.lines.map(({ amount }) => amount)).toEqual([-100n, 200n]);
    expect(negative.bad).toEqual([['amount_invalid', 4]]);
  });

  it('may count what went out as positive, and fees as negative', async () => {
    const row = 'a,-10.00,9.70,-0.30,2026-01-31\n';
    const mapping = { positive_is: 'out', fees_are_negative: true } as const;
    const { lines } = await reading(
      csvSource(mapping, { fee: 'Fee', net: 'Net' }),
      `Ref,Amount,Net,Fee,Date\n${row.replace('9.70', '-9.70')}`,
    );
    expect(lines).toMatchObject([{ amount: 1000n, fee: 30n }]);
  });

  it('may lack references where its source says so', async () => {
    const { lines } = await reading(
      csvSource({ reference_is_optional: true }),
      'Ref,Amount,Date\n,1,2026-01-31\n',
    );
    expect(lines).toMatchObject([{ reference: null, amount: 100n }]);
  });

  it('may begin with other lines, and have another form in everything', async () => {
    const { lines } = await reading(
      csvSource(
        {
          ...{ skip_lines: 2, delimiter: ';', quote: "'", decimal_mark: ',', thousands_mark: '.' },
          ...{ date_formats: ['d.M.yy'], currency: 'EUR' },
        },
        { reference: ' Zweck ', amount: 'Betrag', booked_on: 'Tag' },
      ),
      "Konto;\"1\n\nTag; Zweck ;Betrag;\r\n1.2.26;'a;b';1.234,50-;\r\n",
    );
    expect(lines).toMatchObject([
      { place: { line: 4 }, reference: 'a;b', amount: -123_450n, bookedOn: '2026-02-01' },
    ]);
  });

  it('may have no lines', async () => {
    const { summary } = await reading(csvSource(), 'Ref,Amount,Date\n');
    expect(summary).toMatchObject({ lines: 0, firstBookedOn: null, lastBookedOn: null, sums: new Map() });
  });

  it.each(['', '\n\n', '  \n', 'Account 1\n'])('is refused without a header: %j', async (file) => {
    const { refusal } = await reading(csvSource({ skip_lines: 1 }), file);
    expect(refusal?.code).toBe('header_missing');
  });

  it('is refused if its header lacks a column, which is named with those found', async () => {
    const { items, refusal } = await reading(csvSource(), 'Ref,amount,Day\na,1,2026-01-31\n');
    expect(items).toHaveLength(1);
    expect(refusal).toMatchObject({
      code: 'column_missing',
      reason:
        'The header lacks "Amount", "Date". It has "Ref", "amount", "Day". ' +
        'Name the columns in the mapping as the files of this source do.',
    });
  });

  it('is refused if a column that is read is there twice, and not if another is', async () => {
    const twice = await reading(csvSource(), 'Ref,Amount,Date,Amount\na,1,2026-01-31,2\n');
    expect(twice.refusal?.code).toBe('column_ambiguous');
    const other = await reading(csvSource(), 'Ref,Amount,Date,x,x\na,1,2026-01-31,2,2\n');
    expect(other.lines).toHaveLength(1);
  });
});

describe('The encoding of a CSV statement', () => {
  const file = (reference: string) => `Ref,Amount,Date\n${reference},1,2026-01-31\n`;
  const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16();
  const referenceIn = async (encoding: 'utf-8' | 'utf-16' | 'iso-8859-1' | 'windows-1252', bytes: Buffer) => {
    const { lines, refusal } = await reading(csvSource({ encoding }), bytes);
    return lines[0]?.reference ?? refusal?.code;
  };

  it('may be any that its source names, with a byte order mark or without', async () => {
    const reference = 'Zoë €5 𝄞 ⰂⰀ';
    for (const mark of ['', '\ufeff']) {
      const text = mark + file(reference);
      expect(await referenceIn('utf-8', Buffer.from(text))).toBe(reference);
      expect(await referenceIn('utf-16', Buffer.from(text, 'utf16le'))).toBe(reference);
    }
    expect(await referenceIn('utf-16', swapped(`\ufeff${file(reference)}`))).toBe(reference);
    expect(await referenceIn('iso-8859-1', Buffer.from(file('Zoë £5'), 'latin1'))).toBe('Zoë £5');
    const dashed = Buffer.from(file('Zoë \x80 \x96 \x9f'), 'latin1');
    expect(await referenceIn('windows-1252', dashed)).toBe('Zoë € – Ÿ');
  });

  it('is refused if the bytes are of another', async () => {
    const latin1 = Buffer.from(file('Zoë'), 'latin1');
    const utf16 = Buffer.from(file('Zoë'), 'utf16le');
    expect(await referenceIn('utf-8', latin1)).toBe('encoding_differs');
    expect(await referenceIn('utf-8', Buffer.from(file('\xc0\xaf'), 'latin1'))).toBe('encoding_differs');
    expect(await referenceIn('utf-8', Buffer.from(file('\xed\xa0\x80'), 'latin1'))).toBe('encoding_differs');
    expect(await referenceIn('utf-8', Buffer.from(`${file('a')}\xc3`, 'latin1'))).toBe('encoding_differs');
    expect(await referenceIn('utf-16', utf16.subarray(0, -1))).toBe('encoding_differs');
    expect(await referenceIn('utf-16', Buffer.from(file('\ud800'), 'utf16le'))).toBe('encoding_differs');
    expect(await referenceIn('iso-8859-1', Buffer.from(file('\x80'), 'latin1'))).toBe('encoding_differs');
    expect(await referenceIn('windows-1252', Buffer.from(file('\x81'), 'latin1'))).toBe('encoding_differs');
    expect(await referenceIn('utf-8', Buffer.from(file('ab'), 'utf16le'))).toBe('has_nul');
    expect(await referenceIn('utf-8', Buffer.from(file('a\0b')))).toBe('has_nul');
    expect(await referenceIn('windows-1252', Buffer.from(file('a\0b')))).toBe('has_nul');
  });
});
