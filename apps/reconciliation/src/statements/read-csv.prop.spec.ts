import { CURRENCY_CODES, inMajorUnits } from '@pacioli/contracts/currency';
import {
  DECIMAL_MARKS,
  DELIMITERS,
  ENCODINGS,
  THOUSANDS_MARKS,
  type CsvColumns,
  type CsvMapping,
  type Encoding,
} from '@pacioli/contracts/statement-source';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { PIECE_BYTES } from './pieces';
import { csvSource, reading } from './statement-files.testing';

const FORMATS = ['yyyy-MM-dd', 'dd.MM.yyyy', 'd/M/yy', 'MM/dd/yyyy HH:mm', 'dd MMM yyyy', 'yyyyMMdd'];
const COLUMNS = {
  ...{ reference: 'Ref', other_references: ['Other'], currency: 'Cur', fee: 'Fee' },
  ...{ booked_on: 'Booked', value_on: 'Value', description: 'Text' },
} satisfies CsvColumns;

const mapping = fc
  .record({
    encoding: fc.constantFrom(...ENCODINGS),
    delimiter: fc.constantFrom(...DELIMITERS),
    quote: fc.constantFrom('"' as const, "'" as const, null),
    skip_lines: fc.integer({ min: 0, max: 3 }),
    last_line_is_unended: fc.boolean(),
    marks: fc.record({
      decimal_mark: fc.constantFrom(...DECIMAL_MARKS),
      thousands_mark: fc.constantFrom(undefined, ...THOUSANDS_MARKS),
    }),
    date_formats: fc.constantFrom(...FORMATS).map((format) => [format]),
    fees_are_negative: fc.boolean(),
    isSplit: fc.boolean(),
    isFlipped: fc.boolean(),
  })
  .filter(({ marks }) => marks.decimal_mark !== marks.thousands_mark)
  // Where nothing is quoted, a delimiter can not be a mark too.
  .filter(({ quote, delimiter, marks }) => quote !== null || !Object.values(marks).includes(delimiter as ','))
  .map(({ isSplit, isFlipped, marks: { decimal_mark, thousands_mark }, ...form }): CsvMapping => ({
    ...{ ...form, decimal_mark, time_zone: 'Europe/London' },
    ...(thousands_mark !== undefined && { thousands_mark }),
    ...(isSplit ? { debits_are_negative: isFlipped } : { positive_is: isFlipped ? 'out' : 'in' }),
    columns: { ...COLUMNS, ...(isSplit ? { debit: 'Out', credit: 'In' } : { amount: 'Amount' }) },
  }));

const amount = fc.bigInt({ min: -999_999_999_999_999_999n, max: 999_999_999_999_999_999n });
const day = fc
  .integer({ min: 0, max: 80 * 365 })
  .map((days) => DateTime.fromISO('1980-01-01', { zone: 'UTC' }).plus({ days }).toFormat('yyyy-MM-dd'));
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('a', ' ', ',', ';', '\t', '"', "'", '\n', '\r', '=', 'é', '^'),
    maxLength: 12,
  }),
);
const line = fc.record({
  ...{ reference: text, other: text, description: text, amount, fee: fc.option(amount) },
  ...{ currency: fc.constantFrom(...CURRENCY_CODES), bookedOn: day, valueOn: fc.option(day) },
});
type Line = typeof line extends fc.Arbitrary<infer T> ? T : never;

/** A text that the form can hold, as it is read again. */
function readable(raw: string, { encoding, quote, delimiter }: CsvMapping): string {
  const stored = raw.replaceAll('\0', '').replace(/\r\n?/g, '\n');
  const encoded = ['iso-8859-1', 'windows-1252'].includes(encoding)
    ? stored.replace(/[^\n\x20-\x7e\xa0-\xff]/gu, '?')
    : stored;
  return (quote === null ? encoded.replaceAll(delimiter, '_').replaceAll('\n', '_') : encoded).trim();
}

function printedAmount(
  minorUnits: bigint,
  currency: string,
  { decimal_mark, thousands_mark }: CsvMapping,
): string {
  const [whole, fraction] = inMajorUnits(minorUnits, currency).split('.');
  const grouped =
    thousands_mark === undefined ? whole : whole!.replace(/(?<=\d)(?=(\d{3})+$)/g, thousands_mark);
  return fraction === undefined ? grouped! : grouped! + decimal_mark + fraction;
}

const printedDay = (iso: string, { date_formats }: CsvMapping) =>
  DateTime.fromISO(`${iso}T15:04`, { zone: 'Europe/London', locale: 'en-US' }).toFormat(date_formats[0]!);

function printedMoney({ amount, currency }: Line, form: CsvMapping): string[] {
  if (form.columns.debit === undefined)
    return [printedAmount(form.positive_is === 'out' ? -amount : amount, currency, form)];
  const debit = form.debits_are_negative === true ? amount : -amount;
  return amount < 0n
    ? [printedAmount(debit, currency, form), '']
    : ['', printedAmount(amount, currency, form)];
}

function print(lines: Line[], form: CsvMapping, end: string): string {
  const row = (cells: string[]) => cells.map((cell) => printedCell(cell, form)).join(form.delimiter);
  const header = ['Ref', 'Other', 'Cur', 'Fee', 'Booked', 'Value', 'Text'];
  const rows = lines.map((line) => [
    ...[readable(line.reference, form) || 'none', readable(line.other, form), line.currency.toLowerCase()],
    line.fee === null
      ? ''
      : printedAmount(form.fees_are_negative === true ? -line.fee : line.fee, line.currency, form),
    ...[printedDay(line.bookedOn, form), line.valueOn === null ? '' : printedDay(line.valueOn, form)],
    ...[readable(line.description, form), ...printedMoney(line, form)],
  ]);
  const skipped = Array<string>(form.skip_lines ?? 0).fill(`a "skipped' line`);
  const money = form.columns.debit !== undefined ? ['Out', 'In'] : ['Amount'];
  const all = [...skipped, row([...header, ...money]), ...rows.map(row)];
  return all.join(end) + (form.last_line_is_unended === true ? '' : end);
}

function printedCell(cell: string, { quote = null, delimiter }: CsvMapping): string {
  const isPlain =
    !cell.includes(delimiter) && !cell.includes('\n') && !(quote !== null && cell.startsWith(quote));
  return quote === null || isPlain ? cell : quote + cell.replaceAll(quote, quote + quote) + quote;
}

function encoded(file: string, encoding: Encoding): Buffer {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(file);
    case 'utf-16':
      return Buffer.from(file, 'utf16le');
    case 'iso-8859-1':
    case 'windows-1252':
      return Buffer.from(file, 'latin1');
  }
}

const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

describe('A line', () => {
  it('that is printed in the form of a mapping is read as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 5 }),
        mapping,
        fc.constantFrom('\n', '\r\n', '\r'),
        lengths,
        async (lines, form, end, chunks) => {
          const source = { format: 'csv', mapping: form } as const;
          const {
            lines: read,
            bad,
            refusal,
          } = await reading(source, encoded(print(lines, form, end), form.encoding), chunks);
          expect({ bad, refusal }).toEqual({ bad: [], refusal: undefined });
          expect(read).toMatchObject(
            lines.map(({ amount, fee, currency, bookedOn, valueOn, ...texts }) => {
              const reference = readable(texts.reference, form) || 'none';
              const other = readable(texts.other, form);
              return {
                ...{ amount, fee, currency, bookedOn, valueOn, reference },
                otherReferences: other === '' || other === reference ? [] : [other],
                description: readable(texts.description, form) || null,
              };
            }),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

const fragment = fc.oneof(
  fc.constantFrom(
    'Ref,Amount,Date\n',
    'a,1.00,2026-01-31\n',
    '"a\n""b",1,2026-01-31\r\n',
    '"',
    ',',
    '\r',
    '\n',
    'é',
    '\0',
  ),
  fc.constantFrom('a,1\n', `${'x'.repeat(20_000)}\n`, `b${','.repeat(70_000)}`),
);

describe('A CSV file', () => {
  it('is the same however its bytes come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fragment, { maxLength: 12 }), lengths, async (parts, chunks) => {
        const file = Buffer.from(`Ref,Amount,Date\n${parts.join('')}`);
        const whole = await reading(csvSource(), file);
        const larger = chunks.map((length) => (file.length > 10_000 ? length * 500 : length));
        expect(await reading(csvSource(), file, larger)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('is the same wherever its pieces meet', async () => {
    const rows = 'Zoë €𝄞,1.00,2026-01-31\r\n"a\r\n""b""",2.00,2026-01-31\r\n"c","3.00",2026-01-31\r\n';
    const header = 'Ref,Amount,Date\n';
    const longLine = (length: number) => `${'x'.repeat(length - ',1,2026-01-31\n'.length)},1,2026-01-31\n`;
    for (const [encoding, width] of [
      ['utf-8', 1],
      ['utf-16', 2],
    ] as const) {
      // A line so long that the first piece ends within the rows, at one character of them after the other.
      for (let shift = 0; shift < encoded(rows, encoding).length; shift += width) {
        const long = longLine((PIECE_BYTES - shift) / width - header.length);
        const { lines } = await reading(csvSource({ encoding }), encoded(header + long + rows, encoding));
        expect(lines.slice(1)).toMatchObject([
          { reference: 'Zoë €𝄞', amount: 100n, place: { line: 3 } },
          { reference: 'a\n"b"', amount: 200n, place: { line: 4 } },
          { reference: 'c', amount: 300n, place: { line: 6 } },
        ]);
      }
    }
  });

  it('that was cut off anywhere is refused, or has lines of the whole file alone', async () => {
    for (const end of ['\n', '\r\n']) {
      const rows = [
        'Ref,Date,Text,Amount',
        'Zoë,2026-01-31,"a, ""b""\nc",1234.50',
        'b,2026-02-28,,12',
        '"c",2026-03-01,x,"99"',
        '',
      ];
      const file = Buffer.from(rows.join(end));
      const source = csvSource({}, { description: 'Text' });
      const whole = await reading(source, file);
      expect(whole.lines).toHaveLength(3);
      let refused = 0;
      for (let length = 0; length < file.length; length += 1) {
        const { lines, bad, refusal } = await reading(source, file.subarray(0, length));
        expect(lines).toEqual(whole.lines.slice(0, lines.length));
        expect(bad).toEqual([]);
        if (refusal !== undefined) refused += 1;
      }
      // All but those that end with a line, or with the first half of its end.
      expect(refused).toBe(file.length - (end === '\n' ? 3 : 7));
    }
  });
});
