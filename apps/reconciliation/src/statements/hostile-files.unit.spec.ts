import { CAMT, camtFile, entry } from './camt-files.testing';
import { MOST_LEVELS } from './xml-element';
import { readCsv } from './read-csv';
import { CSV, csvSource, reading } from './statement-files.testing';
import type { StatementItem } from './statement-item';

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

describe('A hostile XML file', () => {
  const declared = (declaration: string, content: string) =>
    camtFile(entry({ content })).replace('<Document', `${declaration}\n<Document`);

  it.each([
    [
      'a bomb of entities',
      declared(
        `<!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, at) => `<!ENTITY lol${at + 1} "${`&lol${at === 0 ? '' : at};`.repeat(10)}">`).join('')}]>`,
        '<NtryRef>&lol9;</NtryRef>',
      ),
    ],
    [
      'an entity from outside',
      declared('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<NtryRef>&x;</NtryRef>'),
    ],
    ['a document type from outside', declared('<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">', '')],
    ['an entity and nothing else', declared('<!ENTITY x "y">', '')],
    ['a declaration of another spelling', declared('<!doctype a>', '')],
    ['a declaration that does not end', '<!DOCTYPE a [<!ENTITY x "'],
  ])('with %s is refused', async (_, file) => {
    const { items, refusal } = await reading(CAMT, file);
    expect(items).toHaveLength(1);
    expect(refusal?.code).toBe('has_doctype');
  });

  it('is refused in UTF-16 as well', async () => {
    const { refusal } = await reading(CAMT, Buffer.from(`\ufeff${declared('<!DOCTYPE a>', '')}`, 'utf16le'));
    expect(refusal?.code).toBe('has_doctype');
  });

  it('may be 64 levels deep', async () => {
    // An entry is the fourth level.
    const deep = (levels: number) => `${'<a>'.repeat(levels)}${'</a>'.repeat(levels)}`;
    expect((await reading(CAMT, camtFile(entry({ content: deep(MOST_LEVELS - 4) })))).lines).toHaveLength(1);
    for (const levels of [MOST_LEVELS - 3, 100_000]) {
      const { refusal } = await reading(CAMT, camtFile(entry({ content: deep(levels) })));
      expect(refusal?.code).toBe('xml_too_deep');
    }
    expect((await reading(CAMT, '<a>'.repeat(100_000))).refusal?.code).toBe('xml_malformed');
  });

  it('may have 16 MiB', async () => {
    const file = Buffer.alloc(16 * 1024 * 1024 + 1, ' ');
    const { refusal } = await reading(CAMT, file);
    expect(refusal).toMatchObject({ code: 'file_too_large' });
    expect(refusal?.reason).toContain('16 MiB');
  });

  it('with a line of a million characters is read', async () => {
    const { lines } = await reading(
      CAMT,
      camtFile(entry({ content: `<AddtlNtryInf>${MILLION}</AddtlNtryInf>` })),
    );
    expect(lines[0]?.description).toHaveLength(1_000_000);
  });

  it('with names of what objects have is read', async () => {
    const content = '<constructor1/><toString>a</toString><hasOwnProperty b="c"/>';
    expect((await reading(CAMT, camtFile(entry({ content })))).lines).toHaveLength(1);
  });

  it('is refused when it has more lines than can be known again, good or bad', async () => {
    const last = async (rows: string) => {
      const chunks = (async function* () {
        yield* [Buffer.from(`Ref,Amount,Date\n${rows}`)];
      })();
      const items: StatementItem[] = [];
      for await (const item of readCsv(chunks, CSV, new Date('2026-02-01'), { mostLines: 2 }))
        items.push(item);
      return items.at(-1);
    };
    const rows = 'a,1.00,2026-01-31\nb,one,2026-01-31\n';
    expect(await last(rows)).toMatchObject({ type: 'end' });
    expect(await last(`${rows}c,1.00,2026-01-31\n`)).toMatchObject({ refusal: { code: 'file_too_large' } });
  });
});
