import { paymentRecord } from '@pacioli/contracts/payment-event.testing';
import type { CsvMapping } from '@pacioli/contracts/statement-source';
import { importStatement } from '../outside-statements/import-statement';
import { ReconciliationStand } from '../proof/reconciliation-stand.testing';
import { addSource, sourceOf } from '../sources/sources-store';
import { inTransaction, type Query } from '../writes/keyed-writes';
import { openBreaks } from './break-rows';
import { resolve, workOn } from './break-work';
import { matchSource } from './match-source';

const BOOK = 'acme';
const MAPPING: CsvMapping = {
  ...{ encoding: 'utf-8', delimiter: ',', decimal_mark: '.', date_formats: ['yyyy-MM-dd'] },
  ...{ time_zone: 'Etc/UTC', currency: 'GBP', reference_is_optional: true },
  columns: { reference: 'Ref', amount: 'Amount', booked_on: 'Date' },
};

/** On a real database: however a bank cuts its files, what came earlier counts. */
describe('What earlier runs settled', () => {
  const stand = new ReconciliationStand();
  let made = 0;

  const ask = (type: string, body: object) => {
    made += 1;
    return paymentRecord(type, body, { book: BOOK, idempotencyKey: `key-${made}` });
  };
  const order = (reference: string) =>
    ask('transfer.requested.v1', {
      ...{ debit: 'assets:psp', credit: 'income:sales', amount: '1000', currency: 'GBP', reference },
      effective_at: '2025-10-05T12:00:00.000Z',
    });

  const post = async (reference: string) => {
    await stand.publish(0, [order(reference)]);
    await stand.decide();
  };

  beforeAll(async () => {
    await stand.open();
    const account = (name: string, type: string) =>
      ask('account.requested.v1', { name, type, currency: 'GBP' });
    await stand.publish(0, [
      ask('book.requested.v1', { id: BOOK, name: 'Acme' }),
      account('assets:psp', 'asset'),
      account('income:sales', 'income'),
      ...['order-1', 'order-2'].map(order),
    ]);
    await stand.decide();
  });
  afterAll(() => stand.close());

  const query: Query = (text: string, parameters?: unknown[]) => stand.reconciler.query(text, parameters);
  const once = <T>(work: (within: Query) => Promise<T>) => inTransaction(stand.reconciler, work);
  const match = (source: string) => once((within) => matchSource(within, { book: BOOK, source }));
  const causes = async (source: string) =>
    (await openBreaks(query, { book: BOOK, source })).map(({ cause }) => cause).sort();

  async function sourceNamed(name: string) {
    const request = { name, account: 'assets:psp', starts_on: '2025-10-01', format: 'csv' as const };
    await addSource(query, BOOK, { ...request, mapping: MAPPING });
    const source = await sourceOf(query, BOOK, name);
    return async (...rows: readonly string[]) => {
      made += 1;
      const chunks = (async function* () {
        yield* [Buffer.from(`Ref,Amount,Date\n${rows.map((row) => `${row}\n`).join('')}`)];
      })();
      await importStatement(stand.reconciler, source, {
        ...{ key: `sent-${made}`, fileName: null, sentBy: null, chunks },
      });
      return match(name);
    };
  }

  it('is a rival, so that a stranger is not taken for the order that is left', async () => {
    const send = await sourceNamed('stranger');
    expect(await send('order-1,10.00,2025-10-05')).toMatchObject({ matches: 1 });
    expect(await send(',10.00,2025-10-05')).toMatchObject({ matches: 0 });
    expect(await causes('stranger')).toEqual(['missing_here', 'missing_there']);
    expect(await send('order-2,10.00,2025-10-05')).toMatchObject({ matches: 1 });
    expect(await causes('stranger')).toEqual(['missing_here']);
    expect(await match('stranger')).toMatchObject({ matches: 0, breaks_opened: 0, breaks_closed: 0 });
  });

  it('is a rival, too, when people resolved it', async () => {
    const send = await sourceNamed('resolved');
    await send('order-2,7.77,2025-10-06');
    const { id } = (await openBreaks(query, { book: BOOK, source: 'resolved' })).find(
      ({ cause }) => cause === 'amount_differs',
    )!;
    await once(async (within) =>
      resolve(within, await workOn(within, BOOK, id), { by: 'Ann', reason: 'so' }),
    );
    expect(await send(',10.00,2025-10-05')).toMatchObject({ matches: 0 });
  });

  it('is what a later line and a later posting repeat', async () => {
    const send = await sourceNamed('repeated');
    await send('order-1,10.00,2025-10-05', 'order-2,10.00,2025-10-05');
    await send('order-1,10.00,2025-10-06');
    expect(await causes('repeated')).toEqual(['duplicate']);
    await post('invoice-77');
    await send('invoice-77,10.00,2025-10-06');
    expect(await causes('repeated')).toEqual(['duplicate']);
    await post('invoice-77');
    await match('repeated');
    expect(await causes('repeated')).toEqual(['duplicate', 'duplicate']);
  });
});
