import { holdAnswer, remainingOf } from './hold-state';
import { isRefusal, type Movement } from './movement';
import { accountsOfCircumstances, circumstancesOf } from './post-entry';
import { openHold, settleHold } from './settle-hold';

/**
 * Gives back what remains of a hold.
 * Refused in this order: as every hold of which nothing remains (settle-hold.ts), then as every entry (post-entry.ts).
 */
export const voidHold: Movement<'void.requested.v1'> = {
  needs: (body) => ({ accounts: accountsOfCircumstances(body), holds: [body.hold] }),
  decide: (event, view) => {
    const hold = openHold(view, event.body.hold);
    if (isRefusal(hold)) return hold;
    const settled = { captured: 0n, voided: remainingOf(hold), expired: 0n };
    const outcome = settleHold(event, view, hold, settled, 'void', circumstancesOf(event.body, view));
    if (isRefusal(outcome)) return outcome;
    return { status: 'posted', answer: JSON.stringify(holdAnswer(outcome.hold)), effects: outcome.effects };
  },
};
