import type { PaymentEventType } from '@pacioli/contracts/payment-event';
import { activateAccount, changeAccount, closeAccount, suspendAccount } from './change-account';
import { batch } from './batch';
import { capture } from './capture';
import { expiry } from './expiry';
import { fxTransfer } from './fx-transfer';
import { hold } from './hold';
import { journalEntry } from './journal-entry';
import type { Movement } from './movement';
import { openAccount } from './open-account';
import { openBook } from './open-book';
import { closePeriod } from './period-close';
import { reversal } from './reversal';
import { transfer } from './transfer';
import { voidHold } from './void';

/**
 * How each type of event is decided. An event names the version of the rules that decides it, so that a replay decides an
 * old event as it was decided then. What was added since rules 1 is conservative: it shows only after events of types that
 * rules 1 did not know, and in answers, which ask for the version. A change of what a version decides is a new version.
 */
const MOVEMENTS: { readonly [T in PaymentEventType]: Movement<T> } = {
  'book.requested.v1': openBook,
  'account.requested.v1': openAccount,
  'account-suspension.requested.v1': suspendAccount,
  'account-activation.requested.v1': activateAccount,
  'account-closure.requested.v1': closeAccount,
  'account-change.requested.v1': changeAccount,
  'transfer.requested.v1': transfer,
  'fx-transfer.requested.v1': fxTransfer,
  'journal-entry.requested.v1': journalEntry,
  'reversal.requested.v1': reversal,
  'hold.requested.v1': hold,
  'capture.requested.v1': capture,
  'void.requested.v1': voidHold,
  'expiry.requested.v1': expiry,
  'batch.requested.v1': batch,
  'period-close.requested.v1': closePeriod,
};

export const movementFor = <T extends PaymentEventType>(type: T): Movement<T> => MOVEMENTS[type];
