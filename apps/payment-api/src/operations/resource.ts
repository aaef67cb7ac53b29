import type { Account } from '@pacioli/contracts/account';
import type { Batch } from '@pacioli/contracts/batch';
import type { ResourceLink } from '@pacioli/contracts/operation';
import { journalEntryIdOf, type KeyId } from '@pacioli/contracts/operation-id';
import type { Hold } from '@pacioli/contracts/hold';
import type { ClosedPeriod } from '@pacioli/contracts/period';
import { PAYMENT_EVENTS, type PaymentEventType } from '@pacioli/contracts/payment-event';

/** An operation that made something. */
export interface Made {
  readonly book: string;
  readonly type: PaymentEventType;
  readonly keyId: KeyId;
  /** What was answered, as text. */
  readonly answer: string;
}

/** What an operation made or changed, and where it can be read. */
export function resourceOf({ book, type, keyId, answer }: Made): ResourceLink {
  const { resource } = PAYMENT_EVENTS[type];
  const at = (id: string, path: string) => ({ type: resource, id, href: `/v1/books/${book}${path}` });
  switch (resource) {
    case 'book':
      return at(book, '');
    case 'account': {
      const { name } = JSON.parse(answer) as Account;
      return at(name, `/accounts/${name}`);
    }
    case 'journal_entry': {
      const id = journalEntryIdOf(keyId);
      return at(id, `/journal-entries/${id}`);
    }
    case 'operation': {
      const { operation } = JSON.parse(answer) as Batch;
      return at(operation, `/operations/${operation}`);
    }
    case 'period': {
      const { period } = JSON.parse(answer) as ClosedPeriod;
      return at(period, `/periods/${period}`);
    }
    case 'hold': {
      const { id } = JSON.parse(answer) as Hold;
      return at(id, `/holds/${id}`);
    }
  }
}
