import type { StatementSourceRequest } from '@pacioli/contracts/outside-statement';
import { paymentRecord } from '@pacioli/contracts/payment-event.testing';
import { importStatement } from '../outside-statements/import-statement';
import { ReconciliationStand } from '../proof/reconciliation-stand.testing';
import { addSource, sourceOf } from '../sources/sources-store';
import { inTransaction, type Query } from '../writes/keyed-writes';
import { matchSource } from './match-source';

export const BOOK = 'acme';
export const MAPPING = {
  ...{ encoding: 'utf-8', delimiter: ',', decimal_mark: '.', date_formats: ['yyyy-MM-dd'] },
  ...{ time_zone: 'Etc/UTC', currency: 'GBP' },
  columns: { reference: 'Ref', amount: 'Amount', booked_on: 'Date' },
} satisfies StatementSourceRequest['mapping'];
const SOURCE: Omit<StatementSourceRequest, 'name'> = {
  ...{ account: 'assets:psp', starts_on: '2025-10-01', format: 'csv' },
  mapping: MAPPING,
};

/** A ledger on a real database, and sources that mirror an account of it, each named for its test. */
export class StatementStand {
  readonly ledger = new ReconciliationStand();
  private made = 0;

  /** Opens a book in which these references came in, 10.50 GBP each. */
  async open(days: Readonly<Record<string, string>>): Promise<void> {
    await this.ledger.open();
    const account = (name: string, type: string) =>
      this.ask('account.requested.v1', { name, type, currency: 'GBP' });
    await this.ledger.publish(0, [
      this.ask('book.requested.v1', { id: BOOK, name: 'Acme' }),
      account('assets:psp', 'asset'),
      account('income:sales', 'income'),
      ...Object.entries(days).map(([reference, day]) =>
        this.ask('transfer.requested.v1', {
          ...{ debit: 'assets:psp', credit: 'income:sales', amount: '1050', currency: 'GBP', reference },
          effective_at: `${day}T12:00:00.000Z`,
        }),
      ),
    ]);
    await this.ledger.decide();
  }

  close(): Promise<void> {
    return this.ledger.close();
  }

  readonly query: Query = (text: string, parameters?: unknown[]) =>
    this.ledger.reconciler.query(text, parameters);

  once<T>(work: (within: Query) => Promise<T>): Promise<T> {
    return inTransaction(this.ledger.reconciler, work);
  }

  async sourceNamed(name: string): Promise<Awaited<ReturnType<typeof sourceOf>>> {
    await addSource(this.query, BOOK, { ...SOURCE, name });
    return sourceOf(this.query, BOOK, name);
  }

  /** Sends rows of reference, amount and day. */
  async send(name: string, rows: readonly string[]): Promise<object> {
    this.made += 1;
    const file = `Ref,Amount,Date\n${rows.map((row) => `${row}\n`).join('')}`;
    const chunks = (async function* () {
      yield* [Buffer.from(file)];
    })();
    const sent = { key: `sent-${this.made}`, fileName: null, sentBy: null, chunks };
    const source = await sourceOf(this.query, BOOK, name);
    return (await importStatement(this.ledger.reconciler, source, sent)).body;
  }

  match(name: string): ReturnType<typeof matchSource> {
    return this.once((within) => matchSource(within, { book: BOOK, source: name }));
  }

  private ask(type: string, body: object) {
    this.made += 1;
    return paymentRecord(type, body, { book: BOOK, idempotencyKey: `key-${this.made}` });
  }
}
