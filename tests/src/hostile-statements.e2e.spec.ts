import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller } from './controller.testing';
import { Product } from './product.testing';

const HEADER = 'Ref,Amount,Date\n';
const GOOD = 'order-981,10.50,2025-10-05\n';
const MILLION = 'x'.repeat(1_000_000);

const STRIPE_HEADER =
  'id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description,Transfer\n';

const camt = (content: string, declaration = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${declaration}<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">` +
  `<BkToCstmrStmt><Stmt><Id>s1</Id>${content}</Stmt></BkToCstmrStmt></Document>\n`;

const bomb = `<!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from(
  { length: 9 },
  (_, at) => `<!ENTITY lol${at + 1} "${`&lol${at === 0 ? '' : at};`.repeat(10)}">`,
).join('')}]>`;

/** Files that no honest bank sends, or that broke on their way, over HTTP on the built product. */
describe('A file that is not what it should be', () => {
  let product: Product;
  let controller: Controller;

  beforeAll(async () => {
    product = await Product.open({ RECONCILE_CRON: '0 0 1 1 *' });
    controller = new Controller(product.url, product.urlOf('reconciliation'), 'hostile');
    await controller.open();
    await controller.addSource({ name: 'camt', format: 'camt.053' });
    await controller.addSource({ name: 'stripe', format: 'stripe' });
  }, 120_000);
  afterAll(() => product?.close());

  const bytes = (text: string, encoding: BufferEncoding) => new Uint8Array(Buffer.from(text, encoding));

  const REFUSED: [
    what: string,
    source: string,
    file: string | Uint8Array<ArrayBuffer>,
    code: string,
    why: string,
  ][] = [
    ['without a byte', 'bank', '', 'header_missing', 'header'],
    ['cut off within a line', 'bank', `${HEADER}${GOOD}order-982,20`, 'last_line_not_ended', 'cut off'],
    [
      'cut off within a quote',
      'bank',
      `${HEADER}${GOOD}"order-982,20.00,2025`,
      'quote_not_closed',
      'cut off',
    ],
    [
      'of another encoding',
      'bank',
      bytes(`${HEADER}${GOOD}caf\u00e9,1.00,2025-10-05\n`, 'latin1'),
      'encoding_differs',
      'utf-8',
    ],
    ['in UTF-16', 'bank', bytes(`\ufeff${HEADER}${GOOD}`, 'utf16le'), 'encoding_differs', 'utf-8'],
    ['with NUL characters', 'bank', `${HEADER}${GOOD}a\0,1.00,2025-10-05\n`, 'has_nul', 'NUL'],
    [
      'with a line of a million characters',
      'bank',
      `${HEADER}${GOOD}${MILLION}\n${GOOD}`,
      'record_too_long',
      'line 3',
    ],
    ['of Stripe without its columns', 'stripe', `${HEADER}${GOOD}`, 'column_missing', 'Net'],
    ['of Stripe that is cut off', 'stripe', `${STRIPE_HEADER}txn_1,charge`, 'last_line_not_ended', 'cut off'],
    ['of which no line can be read', 'bank', `${HEADER}a,b,c\nd,e,f\n`, 'no_line_read', 'line 2'],
    ['of which no entry can be read', 'camt', camt('<Ntry></Ntry>'), 'no_line_read', 'entry 1'],
    ['that is no XML', 'camt', `${HEADER}${GOOD}`, 'xml_malformed', ''],
    ['of XML that is cut off', 'camt', camt('<Ntry><Amt Ccy="GBP">10').slice(0, -60), 'xml_malformed', ''],
    ['of other XML', 'camt', '<html><body>Please log in</body></html>', 'not_camt_053', 'camt.053'],
    ['of XML that is no text', 'camt', bytes(camt('<Id>\u00e9</Id>'), 'latin1'), 'encoding_differs', 'utf-8'],
    [
      'with a bomb of entities',
      'camt',
      camt('<Ntry><NtryRef>&lol9;</NtryRef></Ntry>', bomb),
      'has_doctype',
      'declares',
    ],
    [
      ...(['with an entity from outside', 'camt'] as const),
      camt('<Ntry><NtryRef>&x;</NtryRef></Ntry>', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
      ...(['has_doctype', 'declares'] as const),
    ],
    [
      'nested too deeply',
      'camt',
      camt(`<Ntry>${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}</Ntry>`),
      'xml_too_deep',
      'levels',
    ],
  ];

  it.each(REFUSED)(
    '%s is refused with its cause, and nothing of it is stored',
    async (_, source, file, code, why) => {
      for (const query of ['?preview=true', '']) {
        const { status, headers, body } = await controller.sendFile(source, file, query);
        expect([status, headers.get('content-type'), body['code']]).toEqual([
          422,
          'application/problem+json',
          code,
        ]);
        expect(body['detail']).toContain(why);
        expect((body['detail'] as string).length).toBeLessThan(500);
      }
      expect(await controller.list('/statements')).toEqual([]);
      expect(await controller.breaks('?status=all')).toEqual([]);
    },
  );

  it('keeps no key: the same key brings the file that was meant', async () => {
    const other = new Controller(product.url, product.urlOf('reconciliation'), 'meant');
    await other.open();
    expect((await other.sendFile('bank', `${HEADER}order`, '', 'october')).status).toBe(422);
    const { status, body } = await other.sendFile('bank', `${HEADER}${GOOD}`, '', 'october');
    expect([status, body]).toMatchObject([201, { new_lines: 1, known_lines: 0 }]);
  });

  it('that ends with its connection leaves nothing, and the service goes on', async () => {
    const cut = new Controller(product.url, product.urlOf('reconciliation'), 'cut');
    await cut.open();
    const url = `${product.urlOf('reconciliation')}/v1/books/cut/reconciliation/sources/bank/statements`;
    const upload = request(url, {
      ...{ method: 'POST', headers: { 'content-type': 'text/csv', 'idempotency-key': 'cut' } },
    });
    const rows = Array.from({ length: 5_000 }, (_, at) => `cut-${at},1.00,2025-10-05\n`);
    // Once it was handed over to the system.
    await new Promise((resolve) => void upload.write(`${HEADER}${rows.join('')}`, resolve));
    await new Promise((resolve) => {
      upload.on('error', () => undefined).on('close', resolve);
      upload.destroy();
    });
    // Whatever the other still does keeps it out.
    const send = () => cut.sendFile('bank', `${HEADER}${GOOD}`);
    let { status, body } = await send();
    while (status === 503) ({ status, body } = await send());
    expect([status, body]).toMatchObject([201, { new_lines: 1, known_lines: 0 }]);
    expect(await cut.list('/statements')).toHaveLength(1);
  });

  it('may hold formulas: they are texts, and quoted where a spreadsheet would run them', async () => {
    const formulas = new Controller(product.url, product.urlOf('reconciliation'), 'formulas');
    const name = `=HYPERLINK("http://127.0.0.1:1")`;
    await formulas.open();
    await formulas.addSource({ name, format: 'stripe' });
    const row = `=cmd|' /C calc'!A0,charge,@SUM(1),10.50,0,10.50,gbp,2025-10-05 10:00,2025-10-06,-1+1,\n`;
    const { status, body } = await formulas.sendFile(name, `${STRIPE_HEADER}${row}`);
    expect([status, body]).toMatchObject([201, { new_lines: 1, bad_lines: 0 }]);
    const [found] = await formulas.breaks();
    expect(found!.lines).toMatchObject([{ reference: `=cmd|' /C calc'!A0`, description: '-1+1' }]);
    const folder = await mkdtemp(join(tmpdir(), 'formulas-'));
    try {
      expect((await product.reconcile('--csv', join(folder, 'run.csv'))).code).toBe(0);
      const csv = await readFile(join(folder, 'run.breaks.csv'), 'utf8');
      expect(csv).toContain(`"'=HYPERLINK(""http://127.0.0.1:1"")"`);
      expect(csv).not.toMatch(/(^|,)"?[=+@]/m);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
