import { refuse, type Movement } from './movement';
import { postEntry } from './post-entry';

/**
 * Moves one amount from the account that is credited to the one that is debited.
 * Refused in this order: `book_not_found`, `accounts_must_differ`, then as every entry (post-entry.ts).
 */
export const transfer: Movement<'transfer.requested.v1'> = {
  accounts: ({ debit, credit, expected_versions }) => [
    debit,
    credit,
    ...Object.keys(expected_versions ?? {}),
  ],
  decide: (event, view) => {
    const { debit, credit, amount, currency } = event.body;
    if (!view.book.opened) return refuse('book_not_found', `There is no book ${view.book.id}.`);
    if (debit === credit) return refuse('accounts_must_differ', `Debit and credit are both ${debit}.`);
    return postEntry(event, view, 'transfer', [
      { account: debit, direction: 'DEBIT', amount, currency },
      { account: credit, direction: 'CREDIT', amount, currency },
    ]);
  },
};
