import { ByReference, type Pass } from './by-reference';
import { OneEditIndex } from './one-edit';
import { seriesOf } from './reference';
import type { Subject } from './subject';
import type { Worksheet } from './worksheet';

/** A shorter reference is one letter off from too many. */
const SHORTEST = 6;

interface Misspelling {
  readonly reference: string;
  readonly misspelt: string;
}

/** Finds what belongs together but for one letter of a reference. */
export function matchMisspelt(sheet: Worksheet, pass: Pass): void {
  const byReference = new ByReference(sheet, pass);
  for (const { reference, misspelt } of misspellingsIn(sheet)) {
    const items = sheet.references.itemsOf(reference);
    const lines = sheet.references.linesOf(misspelt);
    byReference.explain({ reference, misspelt, items, lines });
  }
}

/** References of items alone, and of lines alone, where each is one letter off from the other and from no third. */
function misspellingsIn(sheet: Worksheet): Misspelling[] {
  const { references } = sheet;
  const known = longEnough(sheet.free(sheet.items)).filter(
    (one) => sheet.free(references.linesOf(one)).length === 0,
  );
  const unknown = longEnough(sheet.free(sheet.lines)).filter((one) => references.itemsOf(one).length === 0);
  const index = new OneEditIndex(unknown);
  const near = known.flatMap((reference) =>
    index.neighbours(reference).map((misspelt) => ({ reference, misspelt })),
  );
  return near.length === 0 ? [] : withoutRivals(near, references.all());
}

const longEnough = (subjects: readonly Subject[]): string[] => [
  ...new Set(subjects.flatMap(({ references }) => references.filter((one) => one.length >= SHORTEST))),
];

/**
 * Leaves out whatever could be right by itself. A reference that is one letter off from any third may be that one misspelt,
 * even if the third has its match. And where references are counted up, each number in between may be one that the other
 * side has not heard of.
 */
function withoutRivals(near: readonly Misspelling[], all: Iterable<string>): Misspelling[] {
  const index = new OneEditIndex(near.flatMap(({ reference, misspelt }) => [reference, misspelt]));
  const series = new Map(near.map(({ reference }) => [seriesOf(reference), 0]));
  const neighbours = new Map<string, number>();
  for (const one of all) {
    for (const known of index.neighbours(one)) neighbours.set(known, (neighbours.get(known) ?? 0) + 1);
    const counted = series.get(seriesOf(one));
    if (counted !== undefined) series.set(seriesOf(one), counted + 1);
  }
  return near.filter(({ reference, misspelt }) => {
    const isCounted = seriesOf(reference) === seriesOf(misspelt) && series.get(seriesOf(reference))! > 2;
    return !isCounted && neighbours.get(reference) === 1 && neighbours.get(misspelt) === 1;
  });
}
