import type { Account } from '@pacioli/contracts/account';
import type { ResourceLink } from '@pacioli/contracts/operation';
import { journalEntryIdOf, type KeyId } from '@pacioli/contracts/operation-id';
import type { Hold } from '@pacioli/contracts/hold';
import type { ClosedPeriod } from '@pacioli/contracts/period';
import { PAYMENT_EVENTS, type PaymentEventType } from '@pacioli/contracts/payment-event';

/** An operation that made something. */
export interface Made {
  readonly book: string;
  readonly type: PaymentEventType;
  /** The operation's id, and that of its key. */
  readonly operation: string;
  readonly keyId: KeyId;
  /** What was answered, as text; null where the ids say what was made: such answers can be megabytes. */
  readonly answer: string | null;
}

/** The types of operations whose answer alone names what they made or changed; all of these answers are short. */
export const NAMED_BY_THE_ANSWER = (Object.keys(PAYMENT_EVENTS) as PaymentEventType[]).filter((type) =>
  ['account', 'period', 'hold'].includes(PAYMENT_EVENTS[type].resource),
);

/** What an operation made or changed, and where it can be read. */
export function resourceOf({ book, type, operation, keyId, answer }: Made): ResourceLink {
  const { resource } = PAYMENT_EVENTS[type];
  const at = (id: string, path: string) => ({ type: resource, id, href: `/v1/books/${book}${path}` });
  switch (resource) {
    case 'book':
      return at(book, '');
    case 'account': {
      const { name } = JSON.parse(answer!) as Account;
      return at(name, `/accounts/${name}`);
    }
    case 'journal_entry': {
      const id = journalEntryIdOf(keyId);
      return at(id, `/journal-entries/${id}`);
    }
    case 'operation':
      return at(operation, `/operations/${operation}`);
    case 'period': {
      const { period } = JSON.parse(answer!) as ClosedPeriod;
      return at(period, `/periods/${period}`);
    }
    case 'hold': {
      const { id } = JSON.parse(answer!) as Hold;
      return at(id, `/holds/${id}`);
    }
  }
}
