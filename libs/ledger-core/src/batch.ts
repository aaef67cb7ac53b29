import { MOST_BATCH_POSTINGS, MOST_BATCH_RESULT_BYTES, type BatchOperation } from '@pacioli/contracts/batch';
import type {
  BodyOf,
  PaymentEvent,
  PaymentEventOf,
  PaymentEventType,
} from '@pacioli/contracts/payment-event';
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
 * Makes several movements, each on what the one before it left, all of them or none.
 * Refused in this order: `book_not_found`, then the first operation that is refused, for its own cause and with a pointer to
 * it, or with `batch_too_large`.
 */
export const batch: Movement<'batch.requested.v1'> = {
  needs: ({ operations }) => {
    const accounts: string[] = [];
    const entries: string[] = [];
    const holds: string[] = [];
    for (const operation of operations) {
      const needs = KINDS[operation.type].needs(operation);
      accounts.push(...needs.accounts);
      if (needs.entries) entries.push(...needs.entries);
      if (needs.holds) holds.push(...needs.holds);
    }
    return { accounts, entries, holds };
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
      const kind = KINDS[operation.type];
      const outcome = kind.decide(operationEvent, operation, draft);
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
      const result = `{"type":"${operation.type}",${kind.result(answer)}}`;
      bytes += Buffer.byteLength(result);
      if (bytes > MOST_BATCH_RESULT_BYTES) {
        const detail = `Operation ${at}: the answer would come to ${bytes} bytes; ${MOST_BATCH_RESULT_BYTES} is the most.`;
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

/** What a batch does with one kind of operation. */
interface Kind {
  needs(operation: BatchOperation): Needs;
  /** Decides it as an event of its own would be, under the key of the batch. */
  decide(event: PaymentEvent, operation: BatchOperation, view: View): Outcome;
  /** The fields of its BatchResult but for the type, as JSON text. */
  result(answer: string): string;
}

const kind = <T extends PaymentEventType>(type: T, movement: Movement<T>, result: Kind['result']): Kind => ({
  needs: (operation) => movement.needs(operation as BodyOf<T>),
  decide: (event, operation, view) =>
    movement.decide(Object.assign(event, { type, body: operation }) as unknown as PaymentEventOf<T>, view),
  result,
});

const entryResult = (answer: string) => `"journal_entry":${answer}`;
const holdResult = (answer: string) => `"hold":${answer}`;
/** The answer to a capture has the fields of its result. */
const bothResult = (answer: string) => answer.slice(1, -1);

const KINDS: { readonly [type in BatchOperation['type']]: Kind } = {
  transfer: kind('transfer.requested.v1', transfer, entryResult),
  fx_transfer: kind('fx-transfer.requested.v1', fxTransfer, entryResult),
  journal_entry: kind('journal-entry.requested.v1', journalEntry, entryResult),
  reversal: kind('reversal.requested.v1', reversal, entryResult),
  hold: kind('hold.requested.v1', hold, holdResult),
  capture: kind('capture.requested.v1', capture, bothResult),
  void: kind('void.requested.v1', voidHold, holdResult),
};
