import { CURRENCY_CODES, inMajorUnits } from '@pacioli/contracts/currency';
import type { Cluster } from './references';
import { normalReference } from './reference';
import type { MatchingSettings } from './statement-matching';
import { dateOf, magnitude, total, type Line, type Subject } from './subject';
import type { Explained } from './worksheet';

const KNOWN = new Set(CURRENCY_CODES);

/** Why items and lines are a match or a break, in a controller's words. */
export class Reasons {
  constructor(
    private readonly currency: string,
    private readonly settings: MatchingSettings,
  ) {}

  ofMatch(explained: Explained, days: number): string {
    return `${this.found(explained)}, ${this.amounts(explained)}, ${apart(explained, days)}`;
  }

  ofDates(explained: Explained, days: number): string {
    const { windowDays } = this.settings;
    return `${this.found(explained)}, ${this.amounts(explained)}, but ${apart(explained, days)}, which is more than ${inDays(windowDays)}`;
  }

  ofVariance(explained: Explained): string {
    const { amount, expected } = explained.fee;
    return `${this.found(explained)}, less a fee of ${this.money(amount)} where the schedule has ${this.money(expected ?? 0n)}`;
  }

  ofAmounts(cluster: Cluster, by: bigint): string {
    return `${onBothSides(cluster)}, but ${this.more(by)} in the statement, beyond the tolerance`;
  }

  /** @param name the first of the two, as people call it */
  ofDuplicate(name: string, first: Subject, reference: string): string {
    return `${name} has reference ${spelling(reference, [first])} and ${this.money(first.amount)} too, and was claimed before it`;
  }

  /** @param elsewhere where it was looked for */
  ofMissing({ written, amount }: Subject, elsewhere: 'ledger' | 'statement'): string {
    const reference = written.length === 0 ? 'no reference' : `reference ${written.join(' or ')}`;
    return `nothing in the ${elsewhere} answers to ${reference} and ${this.money(amount)}`;
  }

  ofDoubt(cluster: Cluster, other: string): string {
    const { items, lines } = cluster;
    const borne = `${counted(items.length, 'item')} and ${counted(lines.length, 'line')}`;
    return `reference ${spelt(cluster)} is on ${borne}, one of which may be ${other} misspelt`;
  }

  ofOneOrAll(cluster: Cluster): string {
    return `reference ${spelt(cluster)} is on ${counted(cluster.items.length, 'item')}, and the line is as much as one of them and as all of them`;
  }

  private found({ rule, items, cluster }: Explained): string {
    if (cluster !== null) return onBothSides(cluster);
    return rule === 'sum_of_day'
      ? `all ${items.length} items of ${dateOf(items[0]!.day)} that nothing else explains`
      : `no reference to compare, but no other item or line has this amount within ${inDays(this.settings.windowDays)}`;
  }

  private amounts({ items, lines, fee }: Explained): string {
    const by = total(lines) + fee.amount - total(items);
    const equal = fee.amount === 0n ? this.equality(items, lines, by) : this.lessFee(items, lines);
    return fee.amount === 0n ? equal : `${equal} of ${this.money(fee.amount)}${toldBy(fee.toldBy)}`;
  }

  private equality(items: readonly Subject[], lines: readonly Subject[], by: bigint): string {
    if (by !== 0n) return `${this.more(by)} in the statement, within the tolerance`;
    if (items.length > 1) return `${items.length} items come to the amount of the line`;
    return lines.length > 1 ? `${lines.length} lines come to the amount of the item` : 'amounts equal';
  }

  private lessFee(items: readonly Subject[], lines: readonly Line[]): string {
    const gross = total(items);
    if (lines.length > 1 && lines.some(({ amount }) => amount === gross))
      return 'amounts equal, and a line of its own for a fee';
    if (items.length > 1) return `${items.length} items come to the amount of the line and a fee`;
    if (lines.length > 1) return `${lines.length} lines come to the amount of the item less a fee`;
    return 'the line is the item less a fee';
  }

  private more(by: bigint): string {
    return `${this.money(magnitude(by))} ${by < 0n ? 'less' : 'more'}`;
  }

  private money(amount: bigint): string {
    const { currency } = this;
    // A statement may be in a currency that the ledger does not know.
    return KNOWN.has(currency)
      ? `${inMajorUnits(amount, currency)} ${currency}`
      : `${amount} minor units of ${currency}`;
  }
}

const toldBy = (teller: Explained['fee']['toldBy']): string =>
  teller === 'line' ? ' that the line tells' : ' as in the schedule';

const onBothSides = (cluster: Cluster): string =>
  cluster.misspelt === null
    ? `reference ${spelt(cluster)} on both sides`
    : `reference ${spelt(cluster)} is ${cluster.misspelt} in the statement, one letter off, and no other is so near`;

const spelt = ({ reference, items }: Cluster): string => spelling(reference, items);

/** A reference as one of those that bear it writes it. */
const spelling = (reference: string, bearers: readonly Subject[]): string =>
  bearers.flatMap(({ written }) => written).find((one) => normalReference(one) === reference) ?? reference;

function apart({ items, lines }: Explained, days: number): string {
  if (days === 0) return 'on the same day';
  return `${items.length + lines.length > 2 ? 'at most ' : ''}${inDays(days)} apart`;
}

const inDays = (days: number): string => counted(days, 'day');

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
