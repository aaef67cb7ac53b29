import type { Subject } from './subject';

/** Finds what has an amount on some days, without looking through all. */
export class ByAmount<S extends Subject> {
  private readonly piles = new Map<bigint, S[]>();

  /** @param subjects in their order */
  constructor(subjects: readonly S[], keyOf: (subject: S) => bigint) {
    for (const subject of subjects) {
      const amount = keyOf(subject);
      const pile = this.piles.get(amount);
      if (pile === undefined) this.piles.set(amount, [subject]);
      else pile.push(subject);
    }
  }

  /** The only one that has the amount on these days, the last included; undefined when there are none or more. */
  only(amount: bigint, first: number, last: number): S | undefined {
    const pile = this.piles.get(amount) ?? [];
    const at = firstFrom(pile, first);
    const [one, other] = [pile[at], pile[at + 1]];
    return one === undefined || one.day > last || (other !== undefined && other.day <= last)
      ? undefined
      : one;
  }

  has(amount: bigint, first: number, last: number): boolean {
    const pile = this.piles.get(amount) ?? [];
    const one = pile[firstFrom(pile, first)];
    return one !== undefined && one.day <= last;
  }
}

/** The place of the first on this day or later. */
function firstFrom(pile: readonly Subject[], day: number): number {
  let [from, until] = [0, pile.length];
  while (from < until) {
    const middle = (from + until) >> 1;
    if (pile[middle]!.day < day) from = middle + 1;
    else until = middle;
  }
  return from;
}
