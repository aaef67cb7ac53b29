/** Whether one letter was put for another, left out or put in, or two neighbours were swapped, and nothing else. */
export function isOneEdit(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  if (left.length <= 1 && right.length <= 1) return left !== right;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

/**
 * Finds those of its references that are one edit from another, without comparing all with all: two that are one edit apart
 * are the same, or become so, when one letter is left out of one of them or of both.
 */
export class OneEditIndex {
  private readonly byVariant = new Map<string, string[]>();
  private readonly lengths = new Set<number>();

  constructor(references: Iterable<string>) {
    for (const reference of new Set(references)) {
      this.lengths.add(reference.length);
      for (const variant of variantsOf(reference)) {
        const known = this.byVariant.get(variant);
        if (known === undefined) this.byVariant.set(variant, [reference]);
        else known.push(reference);
      }
    }
  }

  /** Each once; the reference itself is none of them. */
  neighbours(reference: string): string[] {
    if (![-1, 0, 1].some((more) => this.lengths.has(reference.length + more))) return [];
    const found = new Set<string>();
    for (const variant of variantsOf(reference))
      for (const near of this.byVariant.get(variant) ?? []) if (isOneEdit(reference, near)) found.add(near);
    return [...found];
  }
}

/** The reference, and what is left when any one letter is taken out of it. */
function variantsOf(reference: string): Set<string> {
  const variants = new Set([reference]);
  for (let at = 0; at < reference.length; at += 1)
    variants.add(reference.slice(0, at) + reference.slice(at + 1));
  return variants;
}
