import { SoundBook } from './sound-book.testing';

/** Where in the book's rows each step of its exchanges stands. */
export const EXCHANGED = { less: 14, none: 15, batch: 16, reversal: 17 } as const;

/** A sound book with four exchanges besides: two of them alone, and two of a batch; the first of them is undone. */
export function exchangedBook(name?: string): SoundBook {
  const book = new SoundBook(name);
  for (const [account, currency] of [
    ['trading-gbp', 'GBP'],
    ['trading-eur', 'EUR'],
    ['rest', 'EUR'],
  ])
    book.ask('account.requested.v1', { name: account, type: 'equity', currency, min_balance: null });
  const sale = {
    ...{
      debit: 'euros',
      credit: 'cash',
      sold: '100',
      sold_currency: 'GBP',
      bought_currency: 'EUR',
      rate: '1.17',
    },
    ...{ trading_sold: 'trading-gbp', trading_bought: 'trading-eur', rounding: 'rest' },
  };
  book.ask('fx-transfer.requested.v1', { ...sale, bought: '116' });
  book.ask('fx-transfer.requested.v1', { ...sale, sold: '50' });
  book.ask('batch.requested.v1', {
    operations: [
      { type: 'transfer', debit: 'cash', credit: 'owed', amount: '5', currency: 'GBP' },
      { type: 'fx_transfer', ...sale, bought: '118' },
      { type: 'fx_transfer', ...sale, rate: '1.1650' },
    ],
  });
  const { id } = book.written[EXCHANGED.less]!.entries[0]!.entry;
  book.ask('reversal.requested.v1', { journal_entry: id });
  return book;
}
