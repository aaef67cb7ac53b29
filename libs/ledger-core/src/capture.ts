import { holdAnswer, remainingOf } from './hold-state';
import { isRefusal, refuse, type Movement } from './movement';
import { accountsOfCircumstances, circumstancesOf, entryAnswer } from './post-entry';
import { openHold, settleHold } from './settle-hold';

/**
 * Moves a held amount, in full or in part, and may give back the rest in the same entry.
 * Refused in this order: as every hold of which nothing remains (settle-hold.ts), `hold_expired`, `capture_exceeds_hold`,
 * `precedes_hold`, then as every entry (post-entry.ts).
 */
export const capture: Movement<'capture.requested.v1'> = {
  needs: (body) => ({ accounts: accountsOfCircumstances(body), holds: [body.hold] }),
  decide: (event, view) => {
    const { hold: id, amount, final = false } = event.body;
    const hold = openHold(view, id);
    if (isRefusal(hold)) return hold;
    // Whether the expiry itself is recorded yet makes no difference: the moment was agreed on.
    if (hold.expiresAt !== null && view.recordedAt >= hold.expiresAt)
      return refuse('hold_expired', `Hold ${id} expired at ${moment(hold.expiresAt)}.`);
    const remaining = remainingOf(hold);
    const captured = amount === undefined ? remaining : BigInt(amount);
    if (captured > remaining)
      return refuse(
        'capture_exceeds_hold',
        `${captured} would be captured, and ${remaining} remains of ${id}.`,
      );
    const said = circumstancesOf(event.body, view);
    // Between the two there would be less than nothing pending, and more available than there is.
    if (said.effectiveAt < hold.createdAt)
      return refuse(
        'precedes_hold',
        `${moment(said.effectiveAt)} is before ${id} took effect, at ${moment(hold.createdAt)}.`,
      );
    const settled = { captured, voided: final ? remaining - captured : 0n, expired: 0n };
    const outcome = settleHold(event, view, hold, settled, 'capture', said);
    if (isRefusal(outcome)) return outcome;
    const answer = {
      hold: holdAnswer(outcome.hold),
      journal_entry: entryAnswer(outcome.entry, event, view),
    };
    return { status: 'posted', answer: JSON.stringify(answer), effects: outcome.effects };
  },
};

const moment = (time: number): string => new Date(time).toISOString();
