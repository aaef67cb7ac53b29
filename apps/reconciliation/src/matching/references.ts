import { cutReferences, normalReference } from './reference';
import { compare, type Item, type Line } from './subject';

/** All that bears one reference. */
export interface Cluster {
  readonly reference: string;
  /** How the lines misspell it; null when they do not. */
  readonly misspelt: string | null;
  readonly items: readonly Item[];
  readonly lines: readonly Line[];
}

/** Which references are known, and what bears them. */
export class References {
  /** Those that are on both sides, the ones that say most first: what fewer bear. */
  readonly clusters: readonly Cluster[];
  private readonly items = new Map<string, Item[]>();
  private readonly lines = new Map<string, Line[]>();

  /** @param kept so many characters of a reference the statement keeps; null when it keeps all */
  constructor(items: readonly Item[], lines: readonly Line[], kept: number | null) {
    for (const item of items) for (const reference of item.references) add(this.items, reference, item);
    if (kept !== null) this.addCut(items, kept);
    for (const line of lines) for (const reference of line.references) add(this.lines, reference, line);
    const clusters: Cluster[] = [];
    for (const [reference, bearers] of this.lines) {
      const known = this.items.get(reference);
      if (known !== undefined) clusters.push({ reference, misspelt: null, items: known, lines: bearers });
    }
    // Sorting keeps the order of those that are of one size.
    this.clusters = clusters
      .sort((one, other) => compare(one.reference, other.reference))
      .sort((one, other) => size(one) - size(other));
  }

  /** Every reference that is known, once. */
  *all(): Generator<string> {
    yield* this.items.keys();
    for (const reference of this.lines.keys()) if (!this.items.has(reference)) yield reference;
  }

  itemsOf(reference: string): readonly Item[] {
    return this.items.get(reference) ?? [];
  }

  linesOf(reference: string): readonly Line[] {
    return this.lines.get(reference) ?? [];
  }

  /** What may be left of a long reference names its items too, unless something else is called so, or may be cut to it. */
  private addCut(items: readonly Item[], kept: number): void {
    const cuts = new Map<string, { whole: string; items: Set<Item> } | null>();
    for (const item of items)
      for (const written of item.written)
        for (const cut of cutReferences(written, kept)) {
          const known = cuts.get(cut);
          const whole = normalReference(written);
          if (known === undefined) cuts.set(cut, { whole, items: new Set([item]) });
          else if (known?.whole === whole) known.items.add(item);
          else cuts.set(cut, null);
        }
    for (const [cut, only] of cuts)
      if (only !== null && !this.items.has(cut)) this.items.set(cut, [...only.items]);
  }
}

function add<S>(bearers: Map<string, S[]>, reference: string, one: S): void {
  const known = bearers.get(reference);
  if (known === undefined) bearers.set(reference, [one]);
  else known.push(one);
}

const size = ({ items, lines }: Cluster): number => items.length + lines.length;
