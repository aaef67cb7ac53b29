import { legsBetween } from './account';
import type { Asked } from './asked';
import type { Book, Hold } from './book';
import { makeEntry, refused, type ExpectedEntry, type Refused, type SettledAmounts } from './entry';

/** Holds are named by the digits of the entries that reserved them. */
const holdIdOf = (entryId: string): string => `hold_${entryId.slice('je_'.length)}`;

export function reserve(book: Book, asked: Asked, id: string): ExpectedEntry | Refused {
  const { debit, credit, currency } = asked;
  if (debit === credit) return refused('accounts_must_differ');
  const expiresAt = asked.expires_at === undefined ? null : Date.parse(asked.expires_at);
  if (expiresAt !== null && book.recordedAt >= expiresAt) return refused('hold_expired');
  const amount = BigInt(asked.amount!);
  const entry = makeEntry(book, { id, kind: 'hold' }, legsBetween(asked, amount, 'pending'), asked);
  if ('code' in entry) return entry;
  book.set(book.holds, holdIdOf(id), {
    ...{ entry: entry.number, debit, credit, currency, amount, since: book.recordedAt, expiresAt },
    ...{ revision: 0n, captured: 0n, voided: 0n, expired: 0n },
  });
  const [debited, credited] = entry.postings;
  const hold = { debit: debited!.account, credit: credited!.account, amount, currency, expiresAt };
  return { ...entry, hold };
}

/** A capture, void or expiry: what is settled is released, and what is captured of it is posted. */
export function settle(
  book: Book,
  kind: 'capture' | 'void' | 'expiry',
  asked: Asked,
  id: string,
): ExpectedEntry | Refused {
  const hold = book.holds.get(asked.hold);
  if (hold === undefined) return refused('hold_not_found');
  const left = remainingOf(hold);
  if (left === 0n) return refused(fateOf(hold));
  const isOver = hold.expiresAt !== null && book.recordedAt >= hold.expiresAt;
  if (kind === 'expiry' && !isOver) return refused('hold_not_due');
  if (kind === 'capture' && isOver) return refused('hold_expired');
  const captured = kind !== 'capture' ? 0n : asked.amount === undefined ? left : BigInt(asked.amount);
  if (captured > left) return refused('capture_exceeds_hold');
  if (kind === 'capture' && asked.effective_at !== undefined && Date.parse(asked.effective_at) < hold.since)
    return refused('precedes_hold');
  const isLast = kind !== 'capture' || asked.final === true;
  const settled = isLast ? left : captured;

  const legs = [
    ...legsBetween(hold, settled, 'released'),
    ...(captured > 0n ? legsBetween(hold, captured, 'posted') : []),
  ];
  const entry = makeEntry(book, { id, kind }, legs, asked);
  if ('code' in entry) return entry;
  const change: SettledAmounts = {
    hold: hold.entry,
    revision: hold.revision + 1n,
    captured: hold.captured + captured,
    voided: hold.voided + (kind === 'expiry' ? 0n : settled - captured),
    expired: hold.expired + (kind === 'expiry' ? settled : 0n),
  };
  const { revision, captured: all, voided, expired } = change;
  book.set(book.holds, asked.hold, { ...hold, revision, captured: all, voided, expired });
  return { ...entry, change };
}

const remainingOf = ({ amount, captured, voided, expired }: Hold): bigint =>
  amount - captured - voided - expired;

/** What became of a hold of which nothing remains, in the order of docs/refusals.md. */
function fateOf({ captured, expired }: Hold): string {
  if (expired > 0n) return 'hold_expired';
  return captured > 0n ? 'hold_already_captured' : 'hold_already_voided';
}
