import type { PaymentEvent, PaymentEventType } from '@pacioli/contracts/payment-event';
import { journalEntry } from './journal-entry';
import type { Movement } from './movement';
import { openAccount } from './open-account';
import { openBook } from './open-book';
import { transfer } from './transfer';

/**
 * Every version of the rules, for ever: an event is decided by the version that it names, so that a replay decides an
 * old event as it was decided then. A released version is never changed; a change of behaviour is a new version.
 */
const RULES: Readonly<Record<number, { readonly [T in PaymentEventType]: Movement<T> }>> = {
  1: {
    'book.requested.v1': openBook,
    'account.requested.v1': openAccount,
    'transfer.requested.v1': transfer,
    'journal-entry.requested.v1': journalEntry,
  },
};

export function movementFor<T extends PaymentEventType>(event: PaymentEvent & { type: T }): Movement<T> {
  const rules = RULES[event.rules];
  if (rules === undefined) throw new Error(`bug: rules version ${event.rules} is not known`);
  return rules[event.type];
}
