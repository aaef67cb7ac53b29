import { csvSource, reading } from './statement-files.testing';

const HEADER = 'Ref,Amount,Date\n';
const LINE = 'a,1.00,2026-01-31\n';
const MILLION = 'x'.repeat(1_000_000);

describe('A hostile CSV file', () => {
  it.each([
    ['a line of a million characters', MILLION],
    ['one in quotes', `"${MILLION}"`],
    ['one of delimiters', ','.repeat(1_000_000)],
    ['one of quotes', '"'.repeat(1_000_000)],
    ['one of quotes where none belong', `x${'"'.repeat(1_000_000)}`],
    ['one that opens and closes quotes', '"a"b,'.repeat(200_000)],
    ['a quote that is never closed', `"${'a,1\n'.repeat(250_000)}`],
  ])('with %s is refused', async (_, line) => {
    const { lines, refusal } = await reading(csvSource(), `${HEADER}${LINE}${line}\n${LINE}`);
    expect(lines).toHaveLength(1);
    expect(refusal).toMatchObject({ code: 'record_too_long' });
    expect(refusal?.reason).toContain('line 3');
  });

  it('with a header of a million characters is refused', async () => {
    const { refusal } = await reading(csvSource(), `${MILLION},${HEADER}${LINE}`);
    expect(refusal?.code).toBe('record_too_long');
  });

  it('with a thousand columns is refused with a sentence, not with its header', async () => {
    const { refusal } = await reading(
      csvSource(),
      `${Array.from({ length: 1_000 }, (_, at) => `column ${at}`).join(',')}\n`,
    );
    expect(refusal?.code).toBe('column_missing');
    expect(refusal!.reason.length).toBeLessThan(1_000);
  });

  it('with lines that are full of quotes where none belong holds nobody up', async () => {
    const { lines, bad } = await reading(
      csvSource(),
      `${HEADER}${`"a"b${'"'.repeat(60_000)}\n`.repeat(10)}${LINE}`,
    );
    expect(bad.map(([code]) => code)).toEqual(Array(10).fill('quoting_invalid'));
    expect(lines).toMatchObject([{ place: { line: 12 } }]);
  });
});
