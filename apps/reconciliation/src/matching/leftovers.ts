import { feeTold } from './fees';
import type { Cluster } from './references';
import { postedOnce } from './sums';
import { magnitude, total, type Item, type Line } from './subject';
import type { Worksheet } from './worksheet';

/** Breaks what has its reference on the other side, but not its amount. */
export function breakDifferences(sheet: Worksheet): void {
  for (const cluster of sheet.references.clusters) {
    const left = sheet.left(cluster);
    if (left !== null && !breakSum(sheet, left)) breakPairs(sheet, left);
  }
}

/** Breaks what bears no reference of the other side, or one whose every other bearer was claimed. */
export function breakRest(sheet: Worksheet): void {
  for (const item of sheet.free(sheet.items))
    sheet.missingThere(item, sheet.reasons.ofMissing(item, 'statement'));
  for (const line of sheet.free(sheet.lines))
    sheet.missingHere(line, sheet.reasons.ofMissing(line, 'ledger'));
}

/** One line for many items, or one item for many lines, if all of them come nearer to it than any one of them. */
function breakSum(sheet: Worksheet, cluster: Cluster): boolean {
  const { lines, reference } = cluster;
  const { kept: items, copies } = postedOnce(cluster.items, reference);
  if ((items.length === 1) === (lines.length === 1)) return false;
  const by = difference(items, lines);
  const isNearest = items.every((item) =>
    lines.every(
      (line) =>
        magnitude(by) < magnitude(difference([item], [line])) && sheet.mayBeOne(reference, item, line),
    ),
  );
  if (!isNearest) return false;
  sheet.differing(cluster, items, lines, by);
  for (const copy of copies) sheet.duplicateItem(copy);
  return true;
}

/** Those of the side that has fewer, in their order, each with what comes nearest to it in amount. */
function breakPairs(sheet: Worksheet, cluster: Cluster): void {
  const { items, lines } = cluster;
  if (items.length <= lines.length)
    for (const item of items) breakNearest(sheet, cluster, [item], sheet.free(lines));
  else for (const line of lines) breakNearest(sheet, cluster, sheet.free(items), [line]);
}

function breakNearest(
  sheet: Worksheet,
  cluster: Cluster,
  items: readonly Item[],
  lines: readonly Line[],
): void {
  let best: { item: Item; line: Line; by: bigint } | undefined;
  for (const item of items)
    for (const line of lines) {
      const by = difference([item], [line]);
      // What came in is never what went out.
      if (item.amount * line.amount <= 0n || (best !== undefined && magnitude(by) >= magnitude(best.by)))
        continue;
      if (sheet.mayBeOne(cluster.reference, item, line)) best = { item, line, by };
    }
  if (best !== undefined) sheet.differing(cluster, [best.item], [best.line], best.by);
}

/** What the statement has more, with the fee that it tells or without it, whichever comes nearer. */
function difference(items: readonly Item[], lines: readonly Line[]): bigint {
  const net = total(lines) - total(items);
  const gross = net + (feeTold(items, lines, null)?.amount ?? 0n);
  return magnitude(gross) < magnitude(net) ? gross : net;
}
