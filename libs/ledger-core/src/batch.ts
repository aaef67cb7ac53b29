import { MOST_BATCH_POSTINGS, type BatchOperation, type BatchResult } from '@pacioli/contracts/batch';
import type { Hold, HoldMovement } from '@pacioli/contracts/hold';
import type { JournalEntry } from '@pacioli/contracts/journal-entry';
import type { PaymentEvent, PaymentEventOf } from '@pacioli/contracts/payment-event';
import { capture } from './capture';
import { NO_EFFECTS, type Effects } from './decision-record';
import { Draft } from './draft';
import { fxTransfer } from './fx-transfer';
import { hold } from './hold';
import { journalEntry } from './journal-entry';
import { isRefusal, refuse, type Movement, type Needs, type Outcome, type View } from './movement';
import { reversal } from './reversal';
import { transfer } from './transfer';
import { voidHold } from './void';

/**
 * Bytes of all results: an answer with more could be larger than a record of ledger-events may be (24 MiB), which could never
 * be published. Postings alone do not bound it, since a result tells all of a hold, whatever was said of it.
 */
const MOST_RESULTS = 22 * 1024 * 1024;

/**
 * Makes several movements, each on what the one before it left, all of them or none.
 * Refused in this order: `book_not_found`, then the first operation that is refused, for its own cause and with a pointer to
 * it, or with `batch_too_large`.
 */
export const batch: Movement<'batch.requested.v1'> = {
  needs: ({ operations }) => {
    const needs = operations.map(needsOf);
    return {
      accounts: needs.flatMap(({ accounts }) => accounts),
      entries: needs.flatMap(({ entries = [] }) => entries),
      holds: needs.flatMap(({ holds = [] }) => holds),
    };
  },
  decide: (event, view) => {
    if (!view.book.opened) return refuse('book_not_found', `There is no book ${view.book.id}.`);
    const draft = new Draft(view);
    const made: Effects[] = [];
    const results: BatchResult[] = [];
    let [postings, bytes] = [0, 0];
    for (const [at, operation] of event.body.operations.entries()) {
      const pointer = `/operations/${at}`;
      const outcome = decide(event, operation, draft);
      if (isRefusal(outcome)) {
        const { code, detail, pointer: within = '' } = outcome;
        return refuse(code, `Operation ${at}: ${detail}`, pointer + within);
      }
      const { effects, answer } = outcome;
      postings += effects.entries.reduce((sum, entry) => sum + entry.postings.length, 0);
      if (postings > MOST_BATCH_POSTINGS) {
        const detail = `Operation ${at}: the batch would come to ${postings} postings; ${MOST_BATCH_POSTINGS} is the most.`;
        return refuse('batch_too_large', detail, pointer);
      }
      const result = resultOf(operation.type, answer);
      bytes += Buffer.byteLength(JSON.stringify(result));
      if (bytes > MOST_RESULTS) {
        const detail = `Operation ${at}: the answer would come to ${bytes} bytes; ${MOST_RESULTS} is the most.`;
        return refuse('batch_too_large', detail, pointer);
      }
      draft.apply(effects);
      made.push(effects);
      results.push(result);
    }
    const answer = { operation: event.operationId, results };
    return { status: 'posted', answer, effects: together(made) };
  },
};

function needsOf(operation: BatchOperation): Needs {
  switch (operation.type) {
    case 'transfer':
      return transfer.needs(operation);
    case 'fx_transfer':
      return fxTransfer.needs(operation);
    case 'journal_entry':
      return journalEntry.needs(operation);
    case 'reversal':
      return reversal.needs(operation);
    case 'hold':
      return hold.needs(operation);
    case 'capture':
      return capture.needs(operation);
    case 'void':
      return voidHold.needs(operation);
  }
}

/** An operation is decided as an event of its own would be, under the key of the batch. */
function decide(
  batched: PaymentEventOf<'batch.requested.v1'>,
  operation: BatchOperation,
  view: View,
): Outcome {
  const as = <E extends PaymentEvent>(type: E['type'], body: E['body']) => ({ ...batched, type, body }) as E;
  switch (operation.type) {
    case 'transfer':
      return transfer.decide(as('transfer.requested.v1', operation), view);
    case 'fx_transfer':
      return fxTransfer.decide(as('fx-transfer.requested.v1', operation), view);
    case 'journal_entry':
      return journalEntry.decide(as('journal-entry.requested.v1', operation), view);
    case 'reversal':
      return reversal.decide(as('reversal.requested.v1', operation), view);
    case 'hold':
      return hold.decide(as('hold.requested.v1', operation), view);
    case 'capture':
      return capture.decide(as('capture.requested.v1', operation), view);
    case 'void':
      return voidHold.decide(as('void.requested.v1', operation), view);
  }
}

function resultOf(type: BatchOperation['type'], answer: object): BatchResult {
  switch (type) {
    case 'hold':
    case 'void':
      return { type, hold: answer as Hold };
    case 'capture': {
      const { hold: captured, journal_entry } = answer as HoldMovement;
      return { type, hold: captured, journal_entry };
    }
    case 'transfer':
    case 'fx_transfer':
    case 'journal_entry':
    case 'reversal':
      return { type, journal_entry: answer as JournalEntry };
  }
}

const together = (all: readonly Effects[]): Effects => ({
  ...NO_EFFECTS,
  entries: all.flatMap(({ entries }) => entries),
  holds: all.flatMap(({ holds }) => holds),
  holdChanges: all.flatMap(({ holdChanges }) => holdChanges),
  exchanges: all.flatMap(({ exchanges }) => exchanges),
});
