import { nearest, type Item, type Line, type Subject } from './subject';

/** Those that have something in common, in their order. */
export type Pile<S extends Subject> = readonly [S, ...S[]];

/** Those for which the key is the same lie on one pile; the piles are in the order of their first. */
export function pilesOf<S extends Subject>(
  subjects: readonly S[],
  keyOf: (subject: S) => unknown,
): Pile<S>[] {
  const piles = new Map<unknown, [S, ...S[]]>();
  for (const subject of subjects) {
    const key = keyOf(subject);
    const pile = piles.get(key);
    if (pile === undefined) piles.set(key, [subject]);
    else pile.push(subject);
  }
  return [...piles.values()];
}

export const amountOf = ({ amount }: Subject): bigint => amount;

export const amountAndFeeOf = ({ amount, fee }: Line): string => `${amount} ${fee}`;

/** One of the same thing told twice, and the one that it repeats. */
export interface Copy<S extends Subject> {
  readonly copy: S;
  readonly first: S;
  /** What both bear. */
  readonly reference: string;
}

/** What was not taken of a pile, each with the nearest of those that were. */
export const copiesOf = <S extends Subject>(
  pile: readonly S[],
  taken: readonly S[],
  reference: string,
): Copy<S>[] =>
  pile
    .filter((one) => !taken.includes(one))
    .flatMap((copy) => {
      const first = nearest(copy, taken);
      return first === undefined ? [] : [{ copy, first, reference }];
    });

/** Pairs as many as may be, one after the other of the side that has fewer, each with the nearest that is left. */
export function pairNearest(
  items: readonly Item[],
  lines: readonly Line[],
  mayPair: (item: Item, line: Line) => boolean,
): [Item, Line][] {
  return items.length <= lines.length
    ? nearestFor(items, lines, mayPair)
    : nearestFor(lines, items, (line, item) => mayPair(item, line)).map(([line, item]) => [item, line]);
}

function nearestFor<F extends Subject, M extends Subject>(
  few: readonly F[],
  many: readonly M[],
  mayPair: (one: F, other: M) => boolean,
): [F, M][] {
  const left = new Set(many);
  const pairs: [F, M][] = [];
  for (const one of few) {
    const mate = nearest(
      one,
      [...left].filter((other) => mayPair(one, other)),
    );
    if (mate === undefined) continue;
    left.delete(mate);
    pairs.push([one, mate]);
  }
  return pairs;
}
