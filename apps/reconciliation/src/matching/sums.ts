import { feeBetween, type Fee } from './fees';
import { amountAndFeeOf, amountOf, copiesOf, pilesOf, type Copy } from './piles';
import type { Cluster } from './references';
import type { FeeSchedule, MatchRule } from './statement-matching';
import { nearest, total, type Item, type Line, type Subject } from './subject';

/** Many on one side that come to what the other side says at once. */
export interface Sum {
  readonly rule: MatchRule;
  readonly items: readonly Item[];
  readonly lines: readonly Line[];
  readonly fee: Fee;
  readonly copiedItems: readonly Copy<Item>[];
  readonly copiedLines: readonly Copy<Line>[];
}

export interface Whole<S extends Subject> {
  readonly kept: readonly S[];
  readonly copies: readonly Copy<S>[];
}

/** The one way in which all of a cluster is a sum, what was told twice counted once if need be; undefined without one. */
export function sumIn(cluster: Cluster, schedule: FeeSchedule | null): Sum | undefined {
  const { items, lines, reference } = cluster;
  const here = postedOnce(items, reference);
  // Two parts of a payment may be the same in all that is told of them, so lines are first taken for what they say they are.
  for (const there of [allOf(lines), withoutCopies(lines, reference, sameDayKeys)]) {
    const sum = feeLine(here, there, schedule) ?? manyLines(items, there, reference, schedule);
    if (sum !== undefined) return sum;
  }
  return manyItems(here, lines, reference, schedule);
}

/** The lines are what the items come to, and what the provider took for it. */
function feeLine(here: Whole<Item>, there: Whole<Line>, schedule: FeeSchedule | null): Sum | undefined {
  const [items, lines] = [here.kept, there.kept];
  if (lines.length < 2 || !lines.some(({ amount }) => amount === total(items))) return undefined;
  const fee = feeBetween(items, lines, schedule);
  if (fee?.toldBy !== 'schedule') return undefined;
  return { rule: 'fee_line', items, lines, fee, copiedItems: here.copies, copiedLines: there.copies };
}

function manyItems(
  { kept, copies: copiedItems }: Whole<Item>,
  lines: readonly Line[],
  reference: string,
  schedule: FeeSchedule | null,
): Sum | undefined {
  if (kept.length < 2) return undefined;
  const fits = pilesOf(lines, amountAndFeeOf).flatMap((pile) => {
    // A line that is an item by itself leaves nothing to the others.
    if (kept.some(({ amount }) => amount === pile[0].amount)) return [];
    const fee = feeBetween(kept, [pile[0]], schedule);
    return fee === null ? [] : [{ pile, fee }];
  });
  if (fits.length !== 1) return undefined;
  const { pile, fee } = fits[0]!;
  const first = nearest(kept.at(-1)!, pile)!;
  const copiedLines = copiesOf(pile, [first], reference);
  return { rule: 'many_items', items: kept, lines: [first], fee, copiedItems, copiedLines };
}

function manyLines(
  items: readonly Item[],
  { kept, copies: copiedLines }: Whole<Line>,
  reference: string,
  schedule: FeeSchedule | null,
): Sum | undefined {
  if (kept.length < 2) return undefined;
  const fits = pilesOf(items, amountOf).flatMap((pile) => {
    // And so does an item that is a line by itself.
    if (kept.some(({ amount }) => amount === pile[0].amount)) return [];
    const fee = feeBetween([pile[0]], kept, schedule);
    return fee === null ? [] : [{ pile, fee }];
  });
  if (fits.length !== 1) return undefined;
  const { pile, fee } = fits[0]!;
  const first = nearest(kept[0]!, pile)!;
  const copiedItems = copiesOf(pile, [first], reference);
  return { rule: 'many_lines', items: [first], lines: kept, fee, copiedItems, copiedLines };
}

/**
 * An item that was posted twice has more in common with the first than the reference of the group. It is never counted in:
 * where many amounts are equal, it could make up for one that is missing.
 */
export const postedOnce = (items: readonly Item[], reference: string): Whole<Item> =>
  withoutCopies(items, reference, sharedKeys);

const sharedKeys = ({ amount, references }: Item, reference: string) =>
  references.filter((one) => one !== reference).map((one) => ({ key: `${amount} ${one}`, reference: one }));

/** A line that was sent twice is the same in all that it says. */
const sameDayKeys = (line: Line, reference: string) => [
  { key: `${amountAndFeeOf(line)} ${line.day}`, reference },
];

const allOf = <S extends Subject>(kept: readonly S[]): Whole<S> => ({ kept, copies: [] });

/** Those that are left without what may be told twice. */
function withoutCopies<S extends Subject>(
  all: readonly S[],
  reference: string,
  keysOf: (subject: S, reference: string) => { key: string; reference: string }[],
): Whole<S> {
  const firsts = new Map<string, S>();
  const kept: S[] = [];
  const copies: Copy<S>[] = [];
  for (const one of all) {
    const keys = keysOf(one, reference);
    const shared = keys.find(({ key }) => firsts.has(key));
    if (shared !== undefined)
      copies.push({ copy: one, first: firsts.get(shared.key)!, reference: shared.reference });
    else {
      kept.push(one);
      for (const { key } of keys) firsts.set(key, one);
    }
  }
  return { kept, copies };
}
