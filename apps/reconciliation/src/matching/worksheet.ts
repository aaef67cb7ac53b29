import { isVariance, type Fee } from './fees';
import type { Copy } from './piles';
import { Reasons } from './reasons';
import { References, type Cluster } from './references';
import type { Break, Cause, Match, MatchingSettings, MatchRule } from './statement-matching';
import { daysBetween, mostDaysBetween, total, wordsOf, type Item, type Line, type Subject } from './subject';

/** Items and lines that belong together, and what shows it. */
export interface Explained {
  readonly rule: MatchRule;
  readonly items: readonly Item[];
  readonly lines: readonly Line[];
  readonly fee: Fee;
  /** What bears the reference through which they were found; null when it was none. */
  readonly cluster: Cluster | null;
}

/** The items and lines of one currency, what was found of them, and what of them is still free. */
export class Worksheet {
  readonly matches: Match[] = [];
  readonly breaks: Break[] = [];
  readonly references: References;
  readonly reasons: Reasons;
  /** Whatever is not free, with the reference through which it was claimed. */
  private readonly claims = new Map<Subject, string | null>();

  /** @param asOf days since 1970 */
  constructor(
    readonly items: readonly Item[],
    readonly lines: readonly Line[],
    readonly settings: MatchingSettings,
    private readonly currency: string,
    private readonly asOf: number,
  ) {
    this.references = new References(items, lines, settings.referenceLength);
    this.reasons = new Reasons(currency, settings);
    this.claimSettled();
  }

  /** The reference that fewest bear is looked at first, so it is the one through which an earlier run found what bears it. */
  private claimSettled(): void {
    for (const { reference, items, lines } of this.references.clusters)
      for (const one of [...items, ...lines])
        if (one.isSettled && this.isFree(one)) this.claims.set(one, reference);
    for (const one of [...this.items, ...this.lines])
      if (one.isSettled && this.isFree(one)) this.claims.set(one, null);
  }

  isFree(subject: Subject): boolean {
    return !this.claims.has(subject);
  }

  free<S extends Subject>(subjects: readonly S[]): S[] {
    return subjects.filter((subject) => this.isFree(subject));
  }

  /** Whether it was claimed through this reference, in this run or before. */
  isClaimedBy(reference: string, subject: Subject): boolean {
    return this.claims.get(subject) === reference;
  }

  /** What of a cluster is free; null unless that is something on both sides, and the cluster is small enough to say anything. */
  left(cluster: Cluster): Cluster | null {
    if (this.isTooMany(cluster.items) || this.isTooMany(cluster.lines)) return null;
    const items = this.free(cluster.items);
    if (items.length === 0) return null;
    const lines = this.free(cluster.lines);
    return lines.length === 0 ? null : { ...cluster, items, lines };
  }

  /** What is settled is not counted: a reference that is borne day after day would say nothing any more after some months. */
  private isTooMany(subjects: readonly Subject[]): boolean {
    const { mostInGroup } = this.settings;
    return (
      subjects.length > mostInGroup && subjects.filter(({ isSettled }) => !isSettled).length > mostInGroup
    );
  }

  /**
   * Whether an item and a line may be one because both bear this reference. It is the name of a group, as a settlement's is,
   * when others that bear it were told apart by references of their own; then the two must not have one each.
   */
  mayBeOne(reference: string, item: Item, line: Line): boolean {
    const isElsewhere = (subject: Subject) => (this.claims.get(subject) ?? reference) !== reference;
    const isGroup =
      this.references.itemsOf(reference).some(isElsewhere) ||
      this.references.linesOf(reference).some(isElsewhere);
    return (
      !isGroup || isWithin(line.references, item.references) || isWithin(item.references, line.references)
    );
  }

  /** Claims what belongs together: as a match, or as a break when its days or its fee are not as they should be. */
  conclude(explained: Explained): void {
    const { rule, items, lines, fee, cluster } = explained;
    const days = mostDaysBetween(items, lines);
    const by = cluster?.reference ?? null;
    if (days > this.settings.windowDays)
      this.broken(items, lines, { cause: 'date_differs', days }, this.reasons.ofDates(explained, days), by);
    else if (isVariance(fee, this.settings.fees)) {
      const { amount: found, expected } = fee;
      const reason = this.reasons.ofVariance(explained);
      this.broken(items, lines, { cause: 'fee_variance', expected: expected ?? 0n, found }, reason, by);
    } else {
      const amount = total(lines) + fee.amount - total(items);
      const claimed = this.claim(items, lines, this.reasons.ofMatch(explained, days), by);
      const found = cluster?.misspelt === undefined || cluster.misspelt === null ? rule : 'typo';
      this.matches.push({ rule: found, ...claimed, difference: { amount, fee: fee.amount, days } });
    }
  }

  differing(cluster: Cluster, items: readonly Item[], lines: readonly Line[], by: bigint): void {
    const reason = this.reasons.ofAmounts(cluster, by);
    this.broken(items, lines, { cause: 'amount_differs', by }, reason, cluster.reference);
  }

  missingHere(line: Line, reason: string): void {
    this.broken([], [line], { cause: 'missing_here', mayStillCome: this.mayStillCome(line) }, reason);
  }

  missingThere(item: Item, reason: string): void {
    this.broken([item], [], { cause: 'missing_there', mayStillCome: this.mayStillCome(item) }, reason);
  }

  /** What lies further apart than the window is not taken for a copy. */
  duplicateItem({ copy, first, reference }: Copy<Item>): void {
    if (daysBetween(copy, first) > this.settings.windowDays) return;
    const reason = this.reasons.ofDuplicate(`item ${wordsOf(first.id)}`, first, reference);
    this.broken([copy], [], { cause: 'duplicate', of: first.id }, reason);
  }

  duplicateLine({ copy, first, reference }: Copy<Line>): void {
    if (daysBetween(copy, first) > this.settings.windowDays) return;
    const reason = this.reasons.ofDuplicate(`line ${first.id}`, first, reference);
    this.broken([], [copy], { cause: 'duplicate', of: first.id }, reason);
  }

  /** Claims what nobody can tell apart. */
  leaveInDoubt({ items, lines }: Cluster, reason: string): void {
    for (const item of items) this.missingThere(item, reason);
    for (const line of lines) this.missingHere(line, reason);
  }

  private mayStillCome({ day }: Subject): boolean {
    return this.asOf - day <= this.settings.windowDays;
  }

  private broken(
    items: readonly Item[],
    lines: readonly Line[],
    cause: Cause,
    reason: string,
    by: string | null = null,
  ): void {
    const oldest = Math.min(...[...items, ...lines].map(({ day }) => day));
    const ageDays = Math.max(0, this.asOf - oldest);
    this.breaks.push({ ...cause, ...this.claim(items, lines, reason, by), ageDays });
  }

  private claim(items: readonly Item[], lines: readonly Line[], reason: string, by: string | null) {
    for (const subject of [...items, ...lines]) {
      if (this.claims.has(subject)) throw new Error('bug: an item or a line is claimed twice');
      this.claims.set(subject, by);
    }
    return {
      ...{ reason, currency: this.currency, amount: total(items.length > 0 ? items : lines) },
      ...{ items: items.map(({ id }) => id), lines: lines.map(({ id }) => id) },
    };
  }
}

const isWithin = (some: readonly string[], all: readonly string[]): boolean =>
  some.every((one) => all.includes(one));
