import { holdIdOf, journalEntryIdOf, keyIdOf } from '@pacioli/contracts/operation-id';
import { SoundBook } from './sound-book.testing';

/** A sound book with a batch besides: a transfer, a hold, its capture and a reversal of the transfer; and a transfer after it. */
export function batchedBook(name?: string): SoundBook {
  const book = new SoundBook(name);
  const keyId = keyIdOf('http', book.book, `key-${book.records.length}`);
  const between = { debit: 'cash', credit: 'owed', currency: 'GBP' };
  book.ask('batch.requested.v1', {
    operations: [
      { type: 'transfer', ...between, amount: '11' },
      { type: 'hold', ...between, amount: '10', metadata: { night: '1' } },
      { type: 'capture', hold: holdIdOf(journalEntryIdOf(keyId, 1)), amount: '4' },
      { type: 'reversal', journal_entry: journalEntryIdOf(keyId, 0) },
    ],
  });
  book.ask('transfer.requested.v1', { ...between, amount: '3' });
  return book;
}
