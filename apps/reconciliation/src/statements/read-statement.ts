import type { StatementSource } from '@pacioli/contracts/statement-source';
import { readCamt053 } from './read-camt053';
import { readCsv } from './read-csv';
import type { StatementItem } from './statement-item';
import { ADVICE_ON_STRIPE, STRIPE } from './stripe';

/**
 * Reads a file of a source that was checked (checked-source.ts), whatever its format. Faults are those of the bytes' own coming.
 * Days after `now` are none that a line could be of.
 */
export function readStatement(
  source: Pick<StatementSource, 'format' | 'mapping'>,
  chunks: AsyncIterable<Uint8Array>,
  now = new Date(),
): AsyncGenerator<StatementItem> {
  switch (source.format) {
    case 'csv':
      return readCsv(chunks, source.mapping!, now);
    case 'stripe':
      return readCsv(chunks, STRIPE, now, { advice: ADVICE_ON_STRIPE });
    case 'camt.053':
      return readCamt053(chunks, now);
  }
}
