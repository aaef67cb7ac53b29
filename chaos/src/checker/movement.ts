import { legsBetween, type Leg } from './account';
import type { Asked } from './asked';
import type { Book } from './book';
import { makeEntry, refused, type ExpectedEntry, type Refused } from './entry';
import { exchange } from './exchange';
import { reserve, settle } from './hold';

/** One movement of money, asked for alone or within a batch. */
export function move(book: Book, kind: string, asked: Asked, id: string): ExpectedEntry | Refused {
  switch (kind) {
    case 'hold':
      return reserve(book, asked, id);
    case 'capture':
    case 'void':
    case 'expiry':
      return settle(book, kind, asked, id);
    case 'reversal':
      return reverse(book, asked, id);
    case 'fx_transfer':
      return exchange(book, asked, id);
    case 'transfer': {
      const { debit, credit } = asked;
      if (debit === credit) return refused('accounts_must_differ');
      return makeEntry(book, { id, kind }, legsBetween(asked, BigInt(asked.amount!), 'posted'), asked);
    }
    case 'journal_entry': {
      const legs = asked.postings.map((posting): Leg => ({
        ...posting,
        ...{ layer: 'posted', amount: BigInt(posting.amount) },
      }));
      if (!isBalanced(legs)) return refused('unbalanced_entry');
      return makeEntry(book, { id, kind }, legs, asked);
    }
    default:
      throw new Error(`The model knows no movement ${kind}`);
  }
}

function isBalanced(legs: readonly Leg[]): boolean {
  const nets = new Map<string, bigint>();
  for (const { currency, direction, amount } of legs)
    nets.set(currency, (nets.get(currency) ?? 0n) + (direction === 'DEBIT' ? amount : -amount));
  return [...nets.values()].every((net) => net === 0n);
}

function reverse(book: Book, asked: Asked, id: string): ExpectedEntry | Refused {
  const { journal_entry: of } = asked;
  const undone = book.posted.get(of);
  if (undone === undefined) return refused('journal_entry_not_found');
  if (undone.is === 'reversal') return refused('is_a_reversal');
  if (undone.is === 'reversed') return refused('already_reversed');
  if (undone.legs.length === 0) return refused('moved_no_money');
  const turned = undone.legs.map((leg): Leg => ({
    ...leg,
    direction: leg.direction === 'DEBIT' ? 'CREDIT' : 'DEBIT',
  }));
  const entry = makeEntry(book, { id, kind: 'reversal' }, turned, asked);
  if (!('code' in entry)) book.set(book.posted, of, { ...undone, is: 'reversed' });
  return entry;
}
