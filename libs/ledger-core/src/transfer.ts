import { refuse, type Movement } from './movement';
import { accountsOfCircumstances, circumstancesOf, postEntry } from './post-entry';

/**
 * Moves one amount from the account that is credited to the one that is debited.
 * Refused in this order: `book_not_found`, `accounts_must_differ`, then as every entry (post-entry.ts).
 */
export const transfer: Movement<'transfer.requested.v1'> = {
  needs: (body) => ({ accounts: [body.debit, body.credit, ...accountsOfCircumstances(body)] }),
  decide: (event, view) => {
    const { debit, credit, amount: text, currency } = event.body;
    if (!view.book.opened) return refuse('book_not_found', `There is no book ${view.book.id}.`);
    if (debit === credit) return refuse('accounts_must_differ', `Debit and credit are both ${debit}.`);
    const amount = BigInt(text);
    return postEntry(event, view, {
      kind: 'transfer',
      lines: [
        { account: debit, layer: 'posted', direction: 'DEBIT', amount, currency },
        { account: credit, layer: 'posted', direction: 'CREDIT', amount, currency },
      ],
      reverses: null,
      said: circumstancesOf(event.body, view),
    });
  },
};
