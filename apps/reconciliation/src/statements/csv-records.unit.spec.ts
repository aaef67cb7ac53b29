import { CsvRecords, LONGEST_RECORD } from './csv-records';
import { FileRefusal } from './file-refusal';

type Form = ConstructorParameters<typeof CsvRecords>[0];

const recordsOf = (text: string, form: Partial<Form> = {}) =>
  new CsvRecords({ delimiter: ',', ...form }).in(text, true);
const linesOf = async (text: string, form: Partial<Form> = {}) =>
  (await recordsOf(text, form)).map((record) => (record instanceof FileRefusal ? record.code : record.line));

describe('Records of CSV', () => {
  it('know on which line they begin, whatever ends the lines', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = ['a,b', '"x', '', 'y",b', '', ' , ', 'c,"d"', ''].join(end);
      expect(await recordsOf(text)).toEqual([
        { line: 1, cells: ['a', 'b'], isWellQuoted: true },
        { line: 2, cells: ['x\n\ny', 'b'], isWellQuoted: true },
        { line: 7, cells: ['c', 'd'], isWellQuoted: true },
      ]);
      expect(await linesOf(text, { skip_lines: 1 })).toEqual([2, 7]);
    }
  });

  it('do not mind what is in the lines before them', async () => {
    const text = `Account "x\n${'y'.repeat(100_000)}\na,b\n`;
    expect(await linesOf(text, { skip_lines: 2 })).toEqual([3]);
  });

  it.each([
    ['a,"b ""c"" d"', ['a', 'b "c" d'], true],
    ['a,5" pipe', ['a', '5" pipe'], true],
    ['a,5 "pipe"', ['a', '5 "pipe"'], true],
    ['a,""', ['a', ''], true],
    ['a,"b"c', ['a', '"b"c'], false],
    ['"5" pipe,b', ['"5" pipe', 'b'], false],
    ['a, "b"', ['a', ' "b"'], true],
  ])('keep the quotes of %s apart', async (text, cells, isWellQuoted) => {
    expect(await recordsOf(`${text}\nx,y\n`)).toEqual([
      { line: 1, cells, isWellQuoted },
      { line: 2, cells: ['x', 'y'], isWellQuoted: true },
    ]);
  });

  // A quote that is missing must not make one line of two.
  it('are not well quoted if a cell runs over the end of its line by mistake', async () => {
    expect(await recordsOf('"unclosed,12.50\n"x",13.00\ny,1\n')).toEqual([
      expect.objectContaining({ line: 1, isWellQuoted: false }),
      { line: 3, cells: ['y', '1'], isWellQuoted: true },
    ]);
  });

  it('can have another quote, or none', async () => {
    expect(await recordsOf(`'it''s','"'\n`, { quote: "'" })).toEqual([
      { line: 1, cells: ["it's", '"'], isWellQuoted: true },
    ]);
    expect(await recordsOf(`"a,b"\n`, { quote: null })).toEqual([
      { line: 1, cells: ['"a', 'b"'], isWellQuoted: true },
    ]);
  });

  it('are as long as 64 KiB, whatever they are made of', async () => {
    for (const [before, one, after] of [
      ['', 'x', ''],
      ['', ',', 'x'],
      ['"', 'x', '"'],
      ['"', '\n', 'x"'],
      ['x', '"', ''],
    ] as const) {
      const whole = (length: number) =>
        `a\n${before}${one.repeat(length - before.length - after.length - 1)}${after}\nb\n`;
      const end = one === '\n' ? 2 + LONGEST_RECORD - before.length - after.length : 3;
      expect(await linesOf(whole(LONGEST_RECORD))).toEqual([1, 2, end]);
      expect((await linesOf(whole(LONGEST_RECORD + 1))).slice(0, 2)).toEqual([1, 'record_too_long']);
    }
  });

  it('are no longer while they come', async () => {
    const records = new CsvRecords({ delimiter: ',' });
    const found: unknown[] = await records.in('a\nb\n', false);
    for (let i = 0; i < 5; i += 1) found.push(...(await records.in(','.repeat(20_000), false)));
    expect(found.slice(0, 3)).toMatchObject([{ line: 1 }, { line: 2 }, { code: 'record_too_long' }]);
  });

  it('are refused if they end within a quote, or within a line', async () => {
    expect(await linesOf('a\n"b\n')).toEqual([1, 'quote_not_closed']);
    expect(await linesOf('a\nb')).toEqual([1, 'last_line_not_ended']);
    expect(await linesOf('a\nb', { last_line_is_unended: true })).toEqual([1, 2]);
    expect(await linesOf('a\n  ')).toEqual([1]);
  });
});
