import { Controller } from './controller.testing';
import { Product } from './product.testing';

const entry = (amount: string, direction: string, reference: string, status = 'BOOK'): string =>
  `<Ntry><Amt Ccy="GBP">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd><Sts><Cd>${status}</Cd></Sts>` +
  `<BookgDt><Dt>2025-10-05</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>${reference}</EndToEndId></Refs>` +
  `</TxDtls></NtryDtls></Ntry>`;

const balance = (code: string, amount: string): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="GBP">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>`;

const camt = (content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">` +
  `<BkToCstmrStmt><Stmt><Id>s1</Id><Acct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id></Acct>${content}</Stmt>` +
  `</BkToCstmrStmt></Document>\n`;

const STRIPE_HEADER =
  'id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description,Transfer\n';

/** The forms of statements besides CSV, over HTTP on the built product. Every answer is held against the OpenAPI document. */
describe('A statement', () => {
  let product: Product;

  beforeAll(async () => {
    product = await Product.open({ RECONCILE_CRON: '0 0 1 1 *' });
  }, 120_000);
  afterAll(() => product?.close());

  async function open(book: string, source: string): Promise<Controller> {
    const controller = new Controller(product.url, product.urlOf('reconciliation'), book);
    await controller.open();
    await controller.addSource({ name: source, format: source });
    await controller.post('order-981', '1050', '2025-10-05');
    return controller;
  }

  it('of camt.053 is matched with the ledger, its balances checked, and what is not booked is left out', async () => {
    const controller = await open('camt', 'camt.053');
    const file = camt(
      balance('OPBD', '100.00') +
        balance('CLBD', '107.50') +
        entry('10.50', 'CRDT', 'order-981') +
        entry('3.00', 'DBIT', 'charge-1') +
        entry('9.00', 'CRDT', 'order-999', 'PDNG') +
        entry('1.005', 'CRDT', 'too fine'),
    );
    const shown = await controller.sendFile('camt.053', file, '?preview=true');
    expect([shown.status, shown.body]).toMatchObject([200, { lines: 2, bad_lines: 1, skipped: 1 }]);
    const { status, body } = await controller.sendFile('camt.053', file);
    expect([status, body]).toMatchObject([
      201,
      {
        ...{ lines: 2, new_lines: 2, bad_lines: 1, skipped: 1 },
        matching: { matches: 1, breaks_open: 1 },
        sums: [{ currency: 'GBP', lines: 2, amount: '750', fees: '0' }],
        balances: [{ statement: 1, account: 'GB33BUKB20201555555555', opening: '10000', closing: '10750' }],
      },
    ]);
    const path = `/statements/${body['id'] as string}`;
    expect(await controller.list(`${path}/bad-lines`)).toMatchObject([
      { place: { statement: 1, entry: 4 }, code: 'amount_too_fine' },
    ]);
    expect(await controller.list(`${path}/lines`)).toMatchObject([
      { place: { statement: 1, entry: 1, detail: 1 }, amount: '1050', booked_on: '2025-10-05' },
      { place: { statement: 1, entry: 2, detail: 1 }, amount: '-300' },
    ]);
    expect(await controller.list('/matches')).toMatchObject([{ rule: 'exact', amount: '1050' }]);
    expect(await controller.breaks()).toMatchObject([{ cause: 'missing_here', amount: '-300' }]);
    const again = await controller.sendFile('camt.053', file);
    expect([again.status, again.body]).toMatchObject([200, { duplicate_of: body['id'] }]);
  });

  it('that is long holds nobody else up while it is read', async () => {
    const controller = await open('long', 'camt.053');
    const entries = Array.from({ length: 12_000 }, (_, at) => entry('1.00', 'CRDT', `long-${at}`));
    let isDone = false;
    const importing = controller.sendFile('camt.053', camt(entries.join('')), '?preview=true').finally(() => {
      isDone = true;
    });
    let answered = 0;
    while (!isDone) {
      expect((await fetch(`${product.urlOf('reconciliation')}/health/live`)).status).toBe(200);
      if (!isDone) answered += 1;
    }
    expect((await importing).body).toMatchObject({ lines: 12_000, bad_lines: 0 });
    // One may have been answered before the file had come; were the reading of it in one piece, no other would be.
    expect(answered).toBeGreaterThan(1);
  });

  it('is counted by what became of it, and what is open is counted by source and cause', async () => {
    const controller = await open('counted', 'stripe');
    const value = async (line: string) =>
      Number(
        (await product.page('reconciliation', '/metrics'))
          .split('\n')
          .find((one) => one.startsWith(`${line} `))
          ?.split(' ')
          .at(-1) ?? 0,
      );
    const counts = () =>
      Promise.all(
        ['stored', 'known', 'refused'].map((result) =>
          value(`reconciliation_statements_imported_total{result="${result}"}`),
        ),
      );
    const before = await counts();
    const file = 'Ref,Amount,Date\norder-9,1.00,2025-11-06\norder-8,1.00,2025-11-06\n';
    await controller.sendFile('bank', file);
    await controller.sendFile('bank', file);
    await controller.sendFile('bank', 'Ref,Amount,Day\n');
    expect((await counts()).map((count, at) => count - before[at]!)).toEqual([1, 1, 1]);
    const openOf = (cause: string) =>
      value(`reconciliation_open_breaks{book="counted",source="bank",cause="${cause}"}`);
    expect([await openOf('missing_here'), await openOf('missing_there')]).toEqual([2, 1]);
    expect(await value('reconciliation_oldest_open_break_age_days')).toBe(32);
  });

  it('of Stripe is matched less its fees, by the payment that it names', async () => {
    const controller = await open('stripe', 'stripe');
    const row = (id: string, source: string, money: string) =>
      `${id},charge,${source},${money},gbp,2025-10-05 10:00,2025-10-07,Payment,\n`;
    const { status, body } = await controller.sendFile(
      'stripe',
      STRIPE_HEADER + row('txn_1', 'order-981', '10.80,0.30,10.50') + row('txn_2', 'ch_2', '5.00,0.20,4.80'),
    );
    expect([status, body]).toMatchObject([
      201,
      {
        ...{ new_lines: 2, bad_lines: 0, balances: [], matching: { matches: 1, breaks_open: 1 } },
        sums: [{ currency: 'GBP', amount: '1580', fees: '50' }],
      },
    ]);
    expect(await controller.breaks()).toMatchObject([
      { cause: 'missing_here', amount: '480', lines: [{ reference: 'txn_2', amount: '500', fee: '20' }] },
    ]);
  });
});
