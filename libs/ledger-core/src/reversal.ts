import { refuse, type Movement } from './movement';
import { accountsOfCircumstances, circumstancesOf, postEntry } from './post-entry';

/**
 * Undoes an entry by one with all that it posted turned round, once only. What was captured of a hold is not held again. It takes effect when it is recorded, unless it says
 * otherwise.
 * Refused in this order: `book_not_found`, `journal_entry_not_found`, `is_a_reversal`, `already_reversed`, `moved_no_money`, then as every
 * entry (post-entry.ts).
 */
export const reversal: Movement<'reversal.requested.v1'> = {
  needs: (body) => ({ accounts: accountsOfCircumstances(body), entries: [body.journal_entry] }),
  decide: (event, view) => {
    const { journal_entry: id } = event.body;
    if (!view.book.opened) return refuse('book_not_found', `There is no book ${view.book.id}.`);
    const entry = view.entry(id);
    if (!entry) return refuse('journal_entry_not_found', `There is no journal entry ${id}.`);
    if (entry.reverses)
      return refuse('is_a_reversal', `${id} is itself the reversal of ${entry.reverses.id}: post it anew.`);
    if (entry.reversedBy !== null)
      return refuse('already_reversed', `${id} was reversed by ${entry.reversedBy}.`);
    if (entry.postings.length === 0)
      return refuse('moved_no_money', `${id} only reserved or gave back: void its hold instead.`);
    return postEntry(event, view, {
      kind: 'reversal',
      lines: entry.postings.map(({ accountName: account, direction, amount, currency }) => ({
        ...{ account, layer: 'posted', amount, currency },
        direction: direction === 'DEBIT' ? 'CREDIT' : 'DEBIT',
      })),
      reverses: { number: entry.number, id },
      said: circumstancesOf(event.body, view),
    });
  },
};
