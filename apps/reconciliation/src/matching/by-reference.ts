import type { Doubts } from './doubts';
import { amountOf, copiesOf, pairNearest, pilesOf, type Copy, type Pile } from './piles';
import type { Cluster } from './references';
import { EXACT, netOfFee, withinTolerance, type Relation } from './relations';
import { daysBetween, mostDaysBetween, total, type Item, type Line, type Subject } from './subject';
import { sumIn } from './sums';
import type { Worksheet } from './worksheet';

/** How much a pass may take upon itself. Each looks only at what the ones before it left. */
export interface Pass {
  /** What is asked before one of several that are alike is taken; null when none may be taken. */
  readonly doubts: Doubts | null;
  /** So many days may lie between the two sides. */
  readonly mostDays: number;
}

/** Finds what belongs together by a reference. */
export class ByReference {
  /** What a sum would claim, if this pass might choose. */
  private readonly awaited = new Set<Subject>();

  constructor(
    private readonly sheet: Worksheet,
    private readonly pass: Pass,
  ) {}

  /** Sums go first: that some amounts come to another, and are called the same, says more than that two are equal. */
  explainAll(): void {
    const { clusters } = this.sheet.references;
    for (const cluster of clusters) this.explainOneSided(cluster);
    for (const cluster of clusters) this.explain(cluster);
  }

  /** Finds all whose amounts agree to the last unit, or but for a fee. */
  explain(cluster: Cluster): void {
    this.explainOneSided(cluster);
    if (this.isOneOrAll(cluster)) return;
    this.explainPairs(cluster, EXACT);
    this.explainSum(cluster);
    this.explainPairs(cluster, netOfFee(this.sheet.settings.fees));
  }

  tolerateAll(): void {
    const relation = withinTolerance(this.sheet.settings);
    for (const cluster of this.sheet.references.clusters) this.explainPairs(cluster, relation);
  }

  /** What one side says once, or over and over, is more likely all of the other side than any one of it. */
  private explainOneSided(cluster: Cluster): void {
    if (cluster.items.length + cluster.lines.length === 2) return;
    const isOneSided = [cluster.items, cluster.lines].some(
      (side: readonly Subject[]) => pilesOf(this.sheet.free(side), amountOf).length === 1,
    );
    if (isOneSided) this.explainSum(cluster);
  }

  private explainSum(cluster: Cluster): void {
    if (cluster.items.length + cluster.lines.length === 2) return;
    const left = this.sheet.left(cluster);
    if (left === null || left.items.length + left.lines.length === 2) return;
    const sum = sumIn(left, this.sheet.settings.fees);
    if (sum === undefined || mostDaysBetween(sum.items, sum.lines) > this.pass.mostDays) return;
    const { copiedItems, copiedLines, ...explained } = sum;
    const alike = { items: withFirsts(copiedItems), lines: withFirsts(copiedLines) };
    if (!this.mayChoose({ ...left, ...alike }, left)) {
      for (const subject of [...left.items, ...left.lines]) this.awaited.add(subject);
      return;
    }
    this.sheet.conclude({ ...explained, cluster });
    for (const copy of copiedItems) this.sheet.duplicateItem(copy);
    for (const copy of copiedLines) this.sheet.duplicateLine(copy);
  }

  /** Pairs what is related to one amount of the other side alone. */
  private explainPairs(cluster: Cluster, relation: Relation): void {
    const left = this.sheet.left(cluster);
    if (left === null) return;
    const theirs = pilesOf(left.lines, relation.keyOf);
    const ours = pilesOf(left.items, amountOf).map((pile) => ({
      pile,
      related: theirs.filter(([line]) => relation.between(pile[0], line) !== null),
    }));
    const times = new Map<Pile<Line>, number>();
    for (const { related } of ours) for (const pile of related) times.set(pile, (times.get(pile) ?? 0) + 1);
    for (const { pile, related } of ours) {
      const [only, ...others] = related;
      if (only !== undefined && others.length === 0 && times.get(only) === 1)
        this.pairUp(cluster, relation, pile, only);
    }
  }

  /** Pairs those that are alike with each other; whatever is one too many repeats the nearest that was paired. */
  private pairUp(cluster: Cluster, relation: Relation, items: Pile<Item>, lines: Pile<Line>): void {
    if (items.some((item) => this.awaited.has(item))) return;
    const alike = { ...cluster, items, lines };
    // Another line that went the same way could be the item's too, if this one were not: then this one is a choice.
    const isLike = ({ amount }: Subject) => amount > 0n === items[0].amount > 0n;
    const rivals = [cluster.items, cluster.lines].map((side: readonly Subject[]) =>
      this.sheet.free(side.filter(isLike)),
    );
    const asked = {
      ...cluster,
      items: rivals[0]!.length > 1 ? items : [],
      lines: rivals[1]!.length > 1 ? lines : [],
    };
    if (!this.mayChoose(asked, alike)) return;
    const mayPair = (item: Item, line: Line) =>
      daysBetween(item, line) <= this.pass.mostDays && this.sheet.mayBeOne(alike.reference, item, line);
    const pairs = pairNearest(items, lines, mayPair);
    for (const [item, line] of pairs) {
      const fee = relation.between(item, line)!;
      this.sheet.conclude({ rule: relation.rule, items: [item], lines: [line], fee, cluster: alike });
    }
    const paired = { items: pairs.map(([item]) => item), lines: pairs.map(([, line]) => line) };
    for (const copy of copiesOf(items, paired.items, alike.reference)) this.sheet.duplicateItem(copy);
    for (const copy of copiesOf(lines, paired.lines, alike.reference)) this.sheet.duplicateLine(copy);
  }

  /** Whether a line is as much as one of the items and as all of them. Then nobody can say which it is. */
  private isOneOrAll(cluster: Cluster): boolean {
    if (cluster.items.length === 1) return false;
    const left = this.sheet.left(cluster);
    if (left === null || left.items.length === 1) return false;
    const all = total(left.items);
    const isEither =
      left.lines.some((line) => line.amount === all) && left.items.some(({ amount }) => amount === all);
    if (isEither && this.pass.doubts !== null)
      this.sheet.leaveInDoubt(left, this.sheet.reasons.ofOneOrAll(left));
    return isEither;
  }

  /** Whether these may be taken before others. If that would be a guess, all of it is left. */
  private mayChoose(asked: Cluster, all: Cluster): boolean {
    if (asked.items.length === 0 && asked.lines.length === 0) return true;
    if (this.pass.doubts === null) return false;
    const meant = this.pass.doubts.about(asked);
    if (meant !== undefined) this.sheet.leaveInDoubt(all, this.sheet.reasons.ofDoubt(all, meant));
    return meant === undefined;
  }
}

const withFirsts = <S extends Subject>(copies: readonly Copy<S>[]): S[] => [
  ...new Set(copies.flatMap(({ first, copy }) => [first, copy])),
];
