import { placeOf, printPlace, type Place } from '@pacioli/service/command-line/place';
import { UsageError } from '@pacioli/service/command-line/usage-error';
import {
  entryIdOfHold,
  keyIdOf,
  parseJournalEntryId,
  parseOperationId,
  type KeyId,
} from '@pacioli/contracts/operation-id';

/** What is traced, as the command line names it; `name` is how a sentence does. */
export type Subject = { readonly name: string } & (
  | { readonly kind: 'operation'; readonly id: string; readonly keyId: KeyId }
  | { readonly kind: 'key'; readonly book: string; readonly keyId: KeyId }
  | {
      readonly kind: 'entry';
      readonly id: string;
      readonly from: KeyId;
      readonly to: KeyId;
      readonly n: number;
    }
  | { readonly kind: 'entry_number'; readonly book: string; readonly number: bigint }
  | { readonly kind: 'place'; readonly place: Place }
);

export interface SubjectOptions {
  readonly book?: string;
  readonly source?: string;
  readonly entry?: string;
}

const NUMBER = /^[1-9]\d{0,17}$/;

/** Reads what is to be traced; throws UsageError. A text that has the form of an id is never taken for an idempotency key. */
export function subjectOf(
  what: string | undefined,
  { book, source = 'http', entry }: SubjectOptions,
): Subject {
  if (entry !== undefined) {
    if (what !== undefined || book === undefined || !NUMBER.test(entry))
      throw new UsageError(
        '--entry takes the number of an entry of the book that --book names, and nothing besides',
      );
    return { kind: 'entry_number', name: `entry ${entry} of book ${book}`, book, number: BigInt(entry) };
  }
  if (what === undefined)
    throw new UsageError(
      'Say what to trace: an operation, an idempotency key, an entry, a hold, or a position',
    );
  const operation = parseOperationId(what);
  if (operation !== undefined)
    return { kind: 'operation', name: `operation ${what}`, id: what, keyId: operation.keyId };
  const entryId = what.startsWith('hold_') ? entryIdOfHold(what) : what;
  const range = parseJournalEntryId(entryId);
  if (range !== undefined)
    return { kind: 'entry', name: `${entryId === what ? 'entry' : 'hold'} ${what}`, id: entryId, ...range };
  if (book !== undefined) {
    const name = `key "${what}" of source ${source} in book ${book}`;
    return { kind: 'key', name, book, keyId: keyIdOf(source, book, what) };
  }
  const place = placeOf(what);
  if (place === undefined)
    throw new UsageError(`"${what}" is no id and no position: an idempotency key is looked for with --book`);
  return { kind: 'place', name: `the record at ${printPlace(place)} of payment-events`, place };
}
