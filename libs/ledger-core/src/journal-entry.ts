import type { PostingRequest } from '@pacioli/contracts/journal-entry';
import { refuse, type Movement } from './movement';
import { accountsOfCircumstances, circumstancesOf, lineOf, postEntry } from './post-entry';

/**
 * Posts two or more postings that net to zero in every currency.
 * Refused in this order: `book_not_found`, `unbalanced_entry`, then as every entry (post-entry.ts).
 */
export const journalEntry: Movement<'journal-entry.requested.v1'> = {
  needs: (body) => ({
    accounts: [...body.postings.map(({ account }) => account), ...accountsOfCircumstances(body)],
  }),
  decide: (event, view) => {
    const { postings } = event.body;
    if (!view.book.opened) return refuse('book_not_found', `There is no book ${view.book.id}.`);
    for (const [currency, { debits, credits }] of sumsByCurrency(postings)) {
      if (debits !== credits) {
        return refuse(
          'unbalanced_entry',
          `Debits of ${debits} stand against credits of ${credits} in ${currency}.`,
        );
      }
    }
    const lines = postings.map(lineOf);
    const said = circumstancesOf(event.body, view);
    return postEntry(event, view, { kind: 'journal_entry', lines, reverses: null, said });
  },
};

function sumsByCurrency(
  postings: readonly PostingRequest[],
): Map<string, { debits: bigint; credits: bigint }> {
  const sums = new Map<string, { debits: bigint; credits: bigint }>();
  for (const { currency, direction, amount } of postings) {
    const sum = sums.get(currency) ?? { debits: 0n, credits: 0n };
    sums.set(currency, sum);
    if (direction === 'DEBIT') sum.debits += BigInt(amount);
    else sum.credits += BigInt(amount);
  }
  return sums;
}
