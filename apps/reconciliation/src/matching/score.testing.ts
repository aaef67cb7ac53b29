import { itemName, type Affair, type Month } from './month.testing';
import type { Match, Matched } from './statement-matching';

/** How near a matching came to the truth. */
export interface Score {
  /** Matches that are not true, for whoever has to find out why. */
  readonly wrong: readonly Match[];
  /** Affairs that were not matched as they should be. */
  readonly missed: readonly Affair[];
  /** Right matches among all matches, and among all that there should be. */
  readonly precision: number;
  readonly recall: number;
}

/** A match is right when it takes one of each thing that an affair consists of, and nothing else. */
export function scoreOf({ affairs }: Month, { matches }: Matched): Score {
  const affairOf = new Map(
    affairs.flatMap((affair) => namesIn(affair).map((name) => [name, affair] as const)),
  );
  const found = new Set<Affair>();
  const wrong = matches.filter((match) => {
    const names = [...match.items.map(itemName), ...match.lines.map(lineName)];
    const affair = affairOf.get(names[0]!)!;
    const isRight = affair.agrees && takesOneOfEach(affair, new Set(names), names.length);
    if (isRight) found.add(affair);
    return !isRight;
  });
  const due = affairs.filter(({ agrees }) => agrees);
  return {
    wrong,
    missed: due.filter((affair) => !found.has(affair)),
    precision: 1 - wrong.length / matches.length,
    recall: found.size / due.length,
  };
}

const lineName = (id: string): string => `line ${id}`;
const named = (parts: readonly string[][]): string[][] => parts.map((ids) => ids.map(lineName));

const partsOf = ({ items, lines }: Affair): string[][] => [...items, ...named(lines)];

const namesIn = (affair: Affair): string[] => [...partsOf(affair), ...named(affair.costs)].flat();

function takesOneOfEach(affair: Affair, names: ReadonlySet<string>, count: number): boolean {
  const [parts, costs] = [partsOf(affair), named(affair.costs)].map((all) =>
    all.map((ids) => ids.filter((name) => names.has(name)).length),
  ) as [number[], number[]];
  const taken = [...parts, ...costs].reduce((sum, times) => sum + times, 0);
  return taken === count && parts.every((times) => times === 1) && costs.every((times) => times <= 1);
}
