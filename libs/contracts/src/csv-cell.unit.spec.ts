import { csvRow, textCell } from './csv-cell';

describe('A cell of CSV', () => {
  it('keeps a text together, whatever it holds', () => {
    expect(csvRow(['1', textCell('a "b", c\r\nd'), textCell(null), '-5'])).toBe(
      '1,"a ""b"", c\r\nd",,-5\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r1', ' =1', '\r\n=1', '\uff1d1'])(
    'does not let a spreadsheet run %p',
    (text) => expect(textCell(text)).toBe(`"'${text}"`),
  );

  it.each(['order 981', 'a=b', '981-2', ''])('leaves %p as it is', (text) =>
    expect(textCell(text)).toBe(`"${text}"`),
  );
});
