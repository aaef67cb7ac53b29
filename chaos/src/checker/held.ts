import type { Evidence, HoldChangeRow, HoldRow } from './evidence';
import { grouped, idOf } from './id';

type Held = Pick<Evidence, 'holds' | 'holdChanges'>;

const changesOf = ({ holdChanges }: Held): Map<string, HoldChangeRow[]> =>
  grouped(
    [...holdChanges].sort((a, b) => (a.revision < b.revision ? -1 : 1)),
    ({ book, hold }) => idOf(book, hold),
  );

const settledOf = (change: HoldChangeRow | undefined): bigint =>
  change === undefined ? 0n : change.captured + change.voided + change.expired;

const remainders = (held: Held): { hold: HoldRow; remaining: bigint }[] => {
  const changes = changesOf(held);
  return held.holds.map((hold) => {
    const newest = changes.get(idOf(hold.book, hold.entry))?.at(-1);
    return { hold, remaining: hold.amount - settledOf(newest) };
  });
};

/** Accounts on which something else is pending than what remains of their holds. */
export function heldOtherwise(evidence: Evidence): string[] {
  const remaining = new Map<string, bigint>();
  const add = (id: string, amount: bigint) => remaining.set(id, (remaining.get(id) ?? 0n) + amount);
  for (const { hold, remaining: left } of remainders(evidence)) {
    add(idOf(hold.book, hold.debit, 'DEBIT'), left);
    add(idOf(hold.book, hold.credit, 'CREDIT'), left);
  }
  const newest = new Map(evidence.postings.map((posting) => [idOf(posting.book, posting.account), posting]));
  for (const posting of evidence.postings) {
    const id = idOf(posting.book, posting.account);
    if (posting.version > newest.get(id)!.version) newest.set(id, posting);
  }
  const pending = new Map(
    [...newest].flatMap(([id, { debitsPending, creditsPending }]) => [
      [idOf(id, 'DEBIT'), debitsPending] as const,
      [idOf(id, 'CREDIT'), creditsPending] as const,
    ]),
  );
  return [...new Set([...remaining.keys(), ...pending.keys()])].flatMap((id) => {
    const [found, wanted] = [pending.get(id) ?? 0n, remaining.get(id) ?? 0n];
    return found === wanted ? [] : [`${id}: ${found} is pending, and ${wanted} remains of holds`];
  });
}

/** Holds whose revisions leave one out, or of which more became than there was, or less than before. */
export function brokenHolds(evidence: Evidence): string[] {
  const changes = changesOf(evidence);
  const strangers = new Set(changes.keys());
  const broken = evidence.holds.flatMap(({ book, entry, amount }) => {
    const id = idOf(book, entry);
    strangers.delete(id);
    let before = { revision: 0n, captured: 0n, voided: 0n, expired: 0n };
    for (const change of changes.get(id) ?? []) {
      const { revision, captured, voided, expired } = change;
      if (revision !== before.revision + 1n)
        return [`hold ${id} has revision ${revision} where ${before.revision + 1n} is next`];
      const isLess = captured < before.captured || voided < before.voided || expired < before.expired;
      const what = `hold ${id} revision ${revision} has ${captured}, ${voided} and ${expired} of ${amount}`;
      if (isLess || settledOf(change) > amount) return [what];
      before = change;
    }
    return [];
  });
  return [...broken, ...[...strangers].map((id) => `what became of hold ${id} is told, and it is not there`)];
}

/** Holds that were to expire and have not. Clients let them expire within seconds, so that none of them may be left. */
export const leftToExpire = (evidence: Evidence): string[] =>
  remainders(evidence)
    .filter(({ hold, remaining }) => hold.expiresAt !== null && remaining > 0n)
    .map(
      ({ hold, remaining }) => `${remaining} is left of hold ${hold.entry} of ${hold.book}, which expires`,
    );
