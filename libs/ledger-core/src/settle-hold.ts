import type { EntryKind } from '@pacioli/contracts/journal-entry';
import { holdIdOf } from '@pacioli/contracts/operation-id';
import type { PaymentEvent } from '@pacioli/contracts/payment-event';
import { effectsOf, type Effects, type EntryRecord } from './decision-record';
import { statusOf, type HoldState } from './hold-state';
import { isRefusal, refuse, type Refusal, type View } from './movement';
import { draftEntry, type Circumstances, type EntryRequest } from './post-entry';

/** How much of a hold is captured, voided or expired at once. */
export interface Settlement {
  readonly captured: bigint;
  readonly voided: bigint;
  readonly expired: bigint;
}

/**
 * A hold of which something remains. Refused in this order: `book_not_found`, `hold_not_found`, then, where nothing
 * remains, for what became of it: `hold_expired`, `hold_already_captured`, `hold_already_voided`.
 */
export function openHold(view: View, id: string): Readonly<HoldState> | Refusal {
  if (!view.book.opened) return refuse('book_not_found', `There is no book ${view.book.id}.`);
  const hold = view.hold(id);
  if (!hold) return refuse('hold_not_found', `There is no hold ${id}.`);
  if (statusOf(hold) === 'open') return hold;
  if (hold.expired > 0n) return refuse('hold_expired', `Hold ${id} has expired.`);
  return hold.captured > 0n
    ? refuse('hold_already_captured', `Hold ${id} was captured: nothing remains of it.`)
    : refuse('hold_already_voided', `Hold ${id} was voided.`);
}

/** What becomes of a hold, by one entry: all that is settled is released, and what is captured is posted. */
export function settleHold(
  event: Pick<PaymentEvent, 'keyId'>,
  view: View,
  hold: Readonly<HoldState>,
  settled: Settlement,
  kind: EntryKind,
  said: Circumstances,
): { entry: EntryRecord; hold: HoldState; effects: Effects } | Refusal {
  const entry = draftEntry(event, view, { kind, lines: linesOf(hold, settled), reverses: null, said });
  if (isRefusal(entry)) return entry;
  const change = {
    ...{
      hold: hold.entry,
      holdId: holdIdOf(hold.entryId),
      revision: hold.revision + 1n,
      entry: entry.number,
    },
    captured: hold.captured + settled.captured,
    voided: hold.voided + settled.voided,
    expired: hold.expired + settled.expired,
  };
  const { revision, captured, voided, expired } = change;
  return {
    entry,
    hold: { ...hold, revision, captured, voided, expired },
    effects: effectsOf({ entries: [entry], holdChanges: [change] }),
  };
}

function linesOf(hold: HoldState, { captured, voided, expired }: Settlement): EntryRequest['lines'] {
  const { debitName, creditName, currency } = hold;
  const both = (layer: 'released' | 'posted', amount: bigint) =>
    [
      { account: debitName, layer, direction: 'DEBIT', amount, currency },
      { account: creditName, layer, direction: 'CREDIT', amount, currency },
    ] as const;
  const released = both('released', captured + voided + expired);
  return captured > 0n ? [...released, ...both('posted', captured)] : released;
}
