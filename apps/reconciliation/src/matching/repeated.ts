import type { Doubts } from './doubts';
import { amountAndFeeOf, amountOf, type Copy } from './piles';
import { daysBetween, nearest, type Subject } from './subject';
import type { Worksheet } from './worksheet';

/** Breaks what repeats something that an earlier run matched, where nothing on the other side is left that it could be. */
export function breakRepeated(sheet: Worksheet, doubts: Doubts): void {
  for (const cluster of sheet.references.clusters) {
    const { reference, items, lines } = cluster;
    const [freeItems, freeLines] = [sheet.free(items), sheet.free(lines)];
    const free = freeItems.length + freeLines.length;
    if (free === 0 || free > sheet.settings.mostInGroup || (freeItems.length > 0 && freeLines.length > 0))
      continue;
    const copiedItems = freeItems.flatMap((copy) => copyOf(sheet, reference, copy, items, amountOf));
    const copiedLines = freeLines.flatMap((copy) => copyOf(sheet, reference, copy, lines, amountAndFeeOf));
    const copies = {
      ...cluster,
      items: copiedItems.map(({ copy }) => copy),
      lines: copiedLines.map(({ copy }) => copy),
    };
    const meant = doubts.about(copies);
    if (meant !== undefined) sheet.leaveInDoubt(copies, sheet.reasons.ofDoubt(cluster, meant));
    else {
      for (const copy of copiedItems) sheet.duplicateItem(copy);
      for (const copy of copiedLines) sheet.duplicateLine(copy);
    }
  }
}

/** A copy with what it repeats; nothing when it is none. */
function copyOf<S extends Subject>(
  sheet: Worksheet,
  reference: string,
  copy: S,
  bearers: readonly S[],
  keyOf: (one: S) => unknown,
): Copy<S>[] {
  const firsts = bearers.filter(
    (one) =>
      one.isSettled &&
      sheet.isClaimedBy(reference, one) &&
      daysBetween(one, copy) <= sheet.settings.windowDays,
  );
  const first = nearest(
    copy,
    firsts.filter((one) => keyOf(one) === keyOf(copy)),
  );
  // Of those that were matched together, several may be of one amount: a copy has more in common with one than the group's name.
  const isCopy = first !== undefined && (firsts.length === 1 || sharesMore(copy, first, reference));
  return isCopy ? [{ copy, first, reference }] : [];
}

const sharesMore = (one: Subject, other: Subject, reference: string): boolean =>
  one.references.some((shared) => shared !== reference && other.references.includes(shared));
