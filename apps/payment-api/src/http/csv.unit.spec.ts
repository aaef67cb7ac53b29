import { csvRow, prefersCsv, textCell } from './csv';

describe('CSV', () => {
  it.each([
    [undefined, false],
    ['*/*', false],
    ['text/*', false],
    ['text/csv', true],
    ['Text/CSV; header=present', true],
    ['text/csv, application/json', true],
    ['application/json, text/csv;q=0.9', false],
    ['application/json;q=0.1, text/csv; q=0.5', true],
    ['text/csv;q=0', false],
    ['text/csv;q=nonsense', false],
  ])('is what Accept: %s asks for: %p', (accept, expected) => {
    expect(prefersCsv({ headers: { accept } })).toBe(expected);
  });

  it('keeps a text in one cell, whatever it holds', () => {
    expect(csvRow(['1', textCell('a "b", c\r\nd'), textCell(null), '-5'])).toBe(
      '1,"a ""b"", c\r\nd",,-5\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r\n=1', '\uff1d1'])(
    'does not let a spreadsheet run %p',
    (text) => expect(textCell(text)).toBe(`"'${text}"`),
  );

  it.each(['order 981', 'a=b', '981-2', ''])('leaves %p as it is', (text) =>
    expect(textCell(text)).toBe(`"${text}"`),
  );
});
