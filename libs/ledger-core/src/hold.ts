import { effectsOf } from './decision-record';
import { holdAnswer, openedHold } from './hold-state';
import { isRefusal, refuse, type Movement } from './movement';
import { accountsOfCircumstances, circumstancesOf, draftEntry } from './post-entry';

/**
 * Reserves an amount between two accounts: it is pending on both, and no longer available where it would lower a balance.
 * Refused in this order: `book_not_found`, `accounts_must_differ`, `hold_expired`, then as every entry (post-entry.ts).
 */
export const hold: Movement<'hold.requested.v1'> = {
  needs: (body) => ({ accounts: [body.debit, body.credit, ...accountsOfCircumstances(body)] }),
  decide: (event, view) => {
    const { debit, credit, amount: text, currency, expires_at } = event.body;
    if (!view.book.opened) return refuse('book_not_found', `There is no book ${view.book.id}.`);
    if (debit === credit) return refuse('accounts_must_differ', `Debit and credit are both ${debit}.`);
    const expiresAt = expires_at === undefined ? null : Date.parse(expires_at);
    if (expiresAt !== null && expiresAt <= view.recordedAt)
      return refuse('hold_expired', `${expires_at} is over already.`);
    const amount = BigInt(text);
    const entry = draftEntry(event, view, {
      kind: 'hold',
      lines: [
        { account: debit, layer: 'pending', direction: 'DEBIT', amount, currency },
        { account: credit, layer: 'pending', direction: 'CREDIT', amount, currency },
      ],
      reverses: null,
      said: circumstancesOf(event.body, view),
    });
    if (isRefusal(entry)) return entry;
    const [debited, credited] = entry.postings;
    const record = {
      ...{ entry: entry.number, amount, currency, expiresAt },
      ...{ debit: debited!.account, debitName: debit, credit: credited!.account, creditName: credit },
    };
    return {
      status: 'posted',
      answer: JSON.stringify(holdAnswer(openedHold(record, entry, view.recordedAt))),
      effects: effectsOf({ entries: [entry], holds: [record] }),
    };
  },
};
