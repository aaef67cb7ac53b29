import { feeBetween } from './fees';
import { OneEditIndex } from './one-edit';
import type { Cluster } from './references';
import type { Item, Line, Subject } from './subject';
import type { Worksheet } from './worksheet';

/**
 * Of two lines that bear one reference, one may be another item's whose reference was misspelt: where references are
 * counted up, most misspellings are a reference too. Then nobody can say which of the two is which.
 */
export class Doubts {
  private readonly near = new Map<string, string[]>();

  constructor(private readonly sheet: Worksheet) {
    const { references } = sheet;
    const asked = references.clusters.filter(
      ({ items, lines }) =>
        items.length + lines.length > 2 && sheet.free(items).length + sheet.free(lines).length > 0,
    );
    const index = new OneEditIndex(asked.map(({ reference }) => reference));
    const free = [...sheet.free(sheet.items), ...sheet.free(sheet.lines)];
    for (const other of new Set(free.flatMap((subject) => subject.references)))
      for (const reference of index.neighbours(other))
        this.near.set(reference, [...(this.near.get(reference) ?? []), other]);
  }

  /** The reference that may have been meant by one of several that are alike; undefined when none may. */
  about({ reference, items, lines }: Cluster): string | undefined {
    const { references } = this.sheet;
    return this.near.get(reference)?.find((other) => {
      const isOther = (subject: Subject) => !subject.references.includes(reference);
      const otherItems = this.sheet.free(references.itemsOf(other)).filter(isOther);
      const otherLines = this.sheet.free(references.linesOf(other)).filter(isOther);
      return (
        lines.some((line) => this.couldBe(otherItems, [line])) ||
        items.some((item) => this.couldBe([item], otherLines))
      );
    });
  }

  private couldBe(items: readonly Item[], lines: readonly Line[]): boolean {
    if (items.length === 0 || lines.length === 0) return false;
    const pairs = items.flatMap((item) => lines.map((line) => [[item], [line]] as const));
    const { fees } = this.sheet.settings;
    return [[items, lines] as const, ...pairs].some(
      ([some, others]) => feeBetween(some, others, fees) !== null,
    );
  }
}
