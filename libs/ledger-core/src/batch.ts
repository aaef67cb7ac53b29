import { MOST_BATCH_POSTINGS, type BatchOperation } from '@pacioli/contracts/batch';
import type { PaymentEvent } from '@pacioli/contracts/payment-event';
import { capture } from './capture';
import {
  effectsOf,
  type EntryRecord,
  type ExchangeRecord,
  type HoldChangeRecord,
  type HoldRecord,
} from './decision-record';
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
    // One event stands for each operation in turn, as no movement keeps it: ten thousand copies would be garbage.
    const operationEvent: PaymentEvent = { ...event };
    const entries: EntryRecord[] = [];
    const holds: HoldRecord[] = [];
    const holdChanges: HoldChangeRecord[] = [];
    const exchanges: ExchangeRecord[] = [];
    const results: string[] = [];
    let [postings, bytes] = [0, 0];
    for (const [at, operation] of event.body.operations.entries()) {
      const pointer = `/operations/${at}`;
      const outcome = decide(operationEvent, operation, draft);
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
      bytes += Buffer.byteLength(result);
      if (bytes > MOST_RESULTS) {
        const detail = `Operation ${at}: the answer would come to ${bytes} bytes; ${MOST_RESULTS} is the most.`;
        return refuse('batch_too_large', detail, pointer);
      }
      draft.apply(effects);
      entries.push(...effects.entries);
      holds.push(...effects.holds);
      holdChanges.push(...effects.holdChanges);
      exchanges.push(...effects.exchanges);
      results.push(result);
    }
    const answer = `{"operation":"${event.operationId}","results":[${results.join()}]}`;
    return { status: 'posted', answer, effects: effectsOf({ entries, holds, holdChanges, exchanges }) };
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
function decide(event: PaymentEvent, operation: BatchOperation, view: View): Outcome {
  const as = <E extends PaymentEvent>(type: E['type'], body: E['body']) =>
    Object.assign(event, { type, body }) as E;
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

/** A BatchResult as JSON text. What a capture answers has the fields of its result but for the type. */
function resultOf(type: BatchOperation['type'], answer: string): string {
  switch (type) {
    case 'hold':
    case 'void':
      return `{"type":"${type}","hold":${answer}}`;
    case 'capture':
      return `{"type":"${type}",${answer.slice(1)}`;
    case 'transfer':
    case 'fx_transfer':
    case 'journal_entry':
    case 'reversal':
      return `{"type":"${type}","journal_entry":${answer}}`;
  }
}
