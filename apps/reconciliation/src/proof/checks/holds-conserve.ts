import type { EntryKind } from '@pacioli/contracts/journal-entry';
import type { Holds } from '../holds';
import type { EntryRow, HoldChangeRow, HoldRow, PostingRow } from '../journal';
import { entryName, holdName, printedMoment, type Written, type WrittenEntry } from '../written';
import { Findings } from './findings';

const COLUMNS = ['captured', 'voided', 'expired'] as const;

/** The kind of the entry by which this becomes of a hold; a final capture gives the rest back. */
const KIND_BY: ReadonlyMap<string, EntryKind> = new Map([
  ['reserved', 'hold'],
  ['captured', 'capture'],
  ['captured and voided', 'capture'],
  ['voided', 'void'],
  ['expired', 'expiry'],
]);
/** Entries of these kinds belong to holds, all others to none. */
const KINDS: ReadonlySet<EntryKind> = new Set(KIND_BY.values());

/**
 * What is captured, voided, expired and remains of a hold is together what was held, always; and each step is what the postings
 * of its entry say: reserved is what is pending, given back what is released, captured what is posted besides. It is also what
 * the kind of its entry says, and nothing is captured once the time of the hold is over, or expires before, and nothing is settled with effect from before the hold.
 */
export class HoldsConserve {
  readonly findings = new Findings('holds_conserve');

  constructor(private readonly holds: Holds) {}

  /** Whether the time of any that is still open was over by a moment. */
  isAnyDue(latest: number): boolean {
    return this.dueBy(latest).length > 0;
  }

  /**
   * Looks at what only the whole book can tell: holds of which the time was over when the ledger was last at work for long enough,
   * and which nobody has given back.
   */
  finish(book: string, lastAtWork: number): void {
    for (const { entry, expiresAt } of this.dueBy(lastAtWork)) {
      this.findings.add(
        `hold ${book} ${entry}`,
        `nothing that remains, as it was over at ${printedMoment(expiresAt)}`,
        'it is still open',
      );
    }
  }

  private dueBy(latest: number): { entry: bigint; expiresAt: number }[] {
    return [...this.holds.stillOpen()].flatMap(({ entry, expiresAt }) =>
      expiresAt === null || expiresAt > latest ? [] : { entry, expiresAt },
    );
  }

  see({ entries, holds, holdChanges }: Written): void {
    this.holds.goOn();
    // A row says by its number which entry reserved or settled its hold; what none has named is left.
    const unnamed = new Map(entries.map((written) => [written.entry.number, written]));
    const named = (number: bigint): WrittenEntry | undefined => {
      const written = unnamed.get(number);
      unnamed.delete(number);
      return written;
    };
    for (const hold of holds) this.reserve(hold, named(hold.entry));
    for (const change of holdChanges) this.settle(change, named(change.entry));
    for (const { entry } of unnamed.values()) {
      if (entry.kind === 'hold') this.findings.add(entryName(entry), 'a hold', 'none');
      else if (KINDS.has(entry.kind)) this.findings.add(entryName(entry), 'a change of a hold', 'none');
    }
  }

  private reserve(row: HoldRow, written: WrittenEntry | undefined): void {
    this.findings.checked += 1;
    this.holds.reserve(row, written?.entry ?? null);
    this.same(holdName(row), legs(row, 'pending', row.amount), written?.postings ?? []);
    if (written !== undefined) this.ofKind(holdName(row), 'reserved', row.expiresAt, written.entry);
  }

  private settle(change: HoldChangeRow, written: WrittenEntry | undefined): void {
    this.findings.checked += 1;
    const { book, hold: number, revision, captured, voided, expired } = change;
    const name = `change ${revision} of hold ${book} ${number}`;
    const before = this.holds.get(number);
    if (before === undefined) {
      this.findings.add(name, 'an open hold', 'there is none');
      return;
    }
    const gone = captured + voided + expired;
    const isOrderly =
      revision === before.revision + 1n &&
      captured >= before.captured &&
      voided >= before.voided &&
      expired >= before.expired &&
      gone <= before.amount;
    if (!isOrderly) {
      const was = `${before.captured} captured, ${before.voided} voided, ${before.expired} expired of ${before.amount}`;
      const found = `${captured} captured, ${voided} voided, ${expired} expired`;
      this.findings.add(name, `revision ${before.revision + 1n}, no less than ${was}`, found);
    }
    const released = gone - before.captured - before.voided - before.expired;
    const posted = captured - before.captured;
    const expected = [
      ...legs(before, 'released', released),
      ...(posted > 0n ? legs(before, 'posted', posted) : []),
    ];
    this.same(name, expected, written?.postings ?? []);
    if (written !== undefined) {
      const became = COLUMNS.filter((column) => change[column] > before[column]).join(' and ');
      this.ofKind(name, became, before.expiresAt, written.entry);
      const { effectiveAt } = written.entry;
      if (effectiveAt < before.createdAt)
        this.findings.add(
          name,
          `effective no earlier than its hold, ${printedMoment(before.createdAt)}`,
          printedMoment(effectiveAt),
        );
      // A part is captured alone; whatever is given back is all the rest.
      if (became !== 'captured' && gone !== before.amount)
        this.findings.add(name, `nothing that remains, as it is ${became}`, `${before.amount - gone}`);
    }
    this.holds.settle(before, change);
  }

  /** What became of a hold is what entries of that kind do, and at a time at which they can. */
  private ofKind(
    row: string,
    became: string,
    expiresAt: number | null,
    { kind, recordedAt }: EntryRow,
  ): void {
    const expected = KIND_BY.get(became) ?? 'of no entry';
    if (kind !== expected)
      this.findings.add(row, `kind ${expected}, as it is ${became || 'left'}`, `kind ${kind}`);
    const isOver = expiresAt !== null && recordedAt >= expiresAt;
    const isInTime = kind === 'void' || isOver === (kind === 'expiry');
    if (isInTime) return;
    const bound = `expires_at ${isOver ? 'after' : 'no later than'} its ${kind}, ${printedMoment(recordedAt)}`;
    this.findings.add(row, bound, `expires_at ${expiresAt === null ? 'null' : printedMoment(expiresAt)}`);
  }

  private same(row: string, expected: readonly string[], postings: readonly PostingRow[]): void {
    const found = postings.map(legOf);
    if (expected.join() !== found.join())
      this.findings.add(row, `postings ${expected.join(', ')}`, found.length > 0 ? found.join(', ') : 'none');
  }
}

type Leg = Pick<PostingRow, 'layer' | 'direction' | 'account' | 'amount' | 'currency'>;

const legOf = ({ layer, direction, account, amount, currency }: Leg): string =>
  `${layer} ${direction} ${account} ${amount} ${currency}`;

const legs = (
  { debit, credit, currency }: Pick<HoldRow, 'debit' | 'credit' | 'currency'>,
  layer: Leg['layer'],
  amount: bigint,
): string[] => [
  legOf({ layer, direction: 'DEBIT', account: debit, amount, currency }),
  legOf({ layer, direction: 'CREDIT', account: credit, amount, currency }),
];
