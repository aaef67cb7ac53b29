import type { MatchingRun } from '@pacioli/contracts/outside-statement-answers';
import { matchInThread } from '../matching/match-in-thread';
import type { Break, LedgerItem, Match, StatementLine } from '../matching/statement-matching';
import type { Mirror } from '../outside-statements/statement-rows';
import { settingsOf } from '../sources/matching-settings';
import { sourceOf } from '../sources/sources-store';
import { lock, type Query } from '../writes/keyed-writes';
import { addBreaks, addEvents, openBreaks, type Members, type OpenBreak } from './break-rows';
import { addMatches } from './match-rows';
import { lastDayOf, settledBefore, unmatchedItems, unmatchedLines } from './unmatched';

/** Until the transaction ends, nobody else matches the source, or works on its breaks. */
export const lockMatching = (query: Query, { book, source }: Mirror) => lock(query, 'match', book, source);

/**
 * Matches what of a source no match claims, within the transaction of the query. A break that is found again stays as it is, with
 * all that was done about it; one that is not found any more is closed. Null where no statement has a line.
 */
export async function matchSource(query: Query, mirror: Mirror): Promise<MatchingRun | null> {
  await lockMatching(query, mirror);
  const source = await sourceOf(query, mirror.book, mirror.source);
  const asOf = await lastDayOf(query, mirror);
  if (asOf === null) return null;
  const items = await unmatchedItems(query, mirror, source, asOf);
  const lines = await unmatchedLines(query, mirror, source);
  const settled = await settledBefore(query, mirror, source, asOf);
  const matched = await matchInThread({
    ...{ items, lines, settled, settings: settingsOf(source.matching), asOf },
  });
  const days = daysOf(items, lines);
  const found = matched.breaks
    .map((one) => ({ found: one, ...membersOf(one) }))
    .map((one) => ({ ...one, oldestOn: oldestOf(one, days) }))
    // What took effect before the first statement, or after the last, is not missing in them.
    .filter(
      ({ found: { cause }, oldestOn }) =>
        cause !== 'missing_there' || (oldestOn >= source.starts_on && oldestOn <= asOf),
    );
  const matchIds = await addMatches(query, mirror, matched.matches);
  const open = await openBreaks(query, mirror);
  const [opened, closed] = await bringUpToDate(
    query,
    mirror,
    open,
    found,
    claimsOf(matched.matches, matchIds),
  );
  return {
    ...{ matches: matchIds.length, breaks_opened: opened, breaks_closed: closed },
    breaks_open: open.length + opened - closed,
  };
}

type FoundBreak = Members & { readonly found: Break; readonly oldestOn: string };

/** Opens the breaks that are new, and closes those that were not found again. Returns how many they were. */
async function bringUpToDate(
  query: Query,
  mirror: Mirror,
  open: readonly OpenBreak[],
  found: readonly FoundBreak[],
  claims: ReadonlyMap<string, string>,
): Promise<[opened: number, closed: number]> {
  const known = new Set(open.map((one) => keyOf(one.cause, one)));
  const still = new Set(found.map((one) => keyOf(one.found.cause, one)));
  const fresh = found.filter((one) => !known.has(keyOf(one.found.cause, one)));
  const gone = open.filter((one) => !still.has(keyOf(one.cause, one)));
  const before = new Map(gone.flatMap((one) => namesIn(one).map((member) => [member, one.id])));
  const ids = await addBreaks(
    query,
    mirror,
    fresh.map((one) => ({ ...one, replaces: holdersOf(one, before) })),
  );
  const after = new Map(fresh.flatMap((one, at) => namesIn(one).map((member) => [member, ids[at]!])));
  await addEvents(
    query,
    gone.map((one) => ({
      ...{ break: one.id, type: 'closed', by: null },
      detail: { matches: holdersOf(one, claims), breaks: holdersOf(one, after) },
    })),
  );
  return [fresh.length, gone.length];
}

const membersOf = ({ items, lines }: Pick<Match | Break, 'items' | 'lines'>): Members => ({
  items: items.map(({ entry, leg }) => `${entry}/${leg}`),
  lines,
});

const namesIn = ({ items, lines }: Members): string[] => [...items, ...lines];

/** Breaks of one cause and the same members are one. */
const keyOf = (cause: string, members: Members): string => [cause, ...namesIn(members).sort()].join(' ');

/** Which of the matches or breaks hold some of the members. */
const holdersOf = (members: Members, holders: ReadonlyMap<string, string>): string[] => [
  ...new Set(namesIn(members).flatMap((member) => holders.get(member) ?? [])),
];

const claimsOf = (matches: readonly Match[], ids: readonly string[]): ReadonlyMap<string, string> =>
  new Map(matches.flatMap((match, at) => namesIn(membersOf(match)).map((member) => [member, ids[at]!])));

const daysOf = (items: readonly LedgerItem[], lines: readonly StatementLine[]): ReadonlyMap<string, string> =>
  new Map([
    ...items.map(({ id: { entry, leg }, effective }): [string, string] => [`${entry}/${leg}`, effective]),
    ...lines.map(({ id, booked, valued }): [string, string] => [id, valued ?? booked]),
  ]);

const oldestOf = (members: Members, days: ReadonlyMap<string, string>): string =>
  namesIn(members)
    .map((member) => days.get(member)!)
    .sort()[0]!;
