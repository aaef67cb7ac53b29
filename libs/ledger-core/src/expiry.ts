import { holdAnswer, remainingOf } from './hold-state';
import { isRefusal, refuse, type Movement } from './movement';
import { circumstancesOf } from './post-entry';
import { openHold, settleHold } from './settle-hold';

/**
 * Gives back what remains of a hold whose time is over by the time of the event: whoever asks for it, and however late, the
 * ledger looks at no clock.
 * Refused in this order: as every hold of which nothing remains (settle-hold.ts), `hold_not_due`, then as every entry
 * (post-entry.ts).
 */
export const expiry: Movement<'expiry.requested.v1'> = {
  needs: (body) => ({ accounts: [], holds: [body.hold] }),
  decide: (event, view) => {
    const { hold: id } = event.body;
    const hold = openHold(view, id);
    if (isRefusal(hold)) return hold;
    if (hold.expiresAt === null) return refuse('hold_not_due', `Hold ${id} does not expire.`);
    if (view.recordedAt < hold.expiresAt)
      return refuse('hold_not_due', `Hold ${id} expires at ${new Date(hold.expiresAt).toISOString()}.`);
    const settled = { captured: 0n, voided: 0n, expired: remainingOf(hold) };
    const outcome = settleHold(event, view, hold, settled, 'expiry', circumstancesOf({}, view));
    if (isRefusal(outcome)) return outcome;
    return { status: 'posted', answer: JSON.stringify(holdAnswer(outcome.hold)), effects: outcome.effects };
  },
};
