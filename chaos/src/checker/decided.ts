import type { ExpectedEntry, ExpectedPosting, ReservedAmount, SettledAmounts } from './entry';
import type { EntryRow, Evidence, OutcomeRow } from './evidence';
import { grouped, idOf } from './id';
import { printTotals } from './journal';
import type { Expected } from './model';

/** Whatever a ledger that heard the same records has decided otherwise, and what it knows nothing of. */
export function decidedOtherwise(evidence: Evidence, expected: readonly Expected[]): string[] {
  const outcomes = new Map(
    evidence.outcomes.map((outcome) => [idOf(outcome.partition, outcome.offset), outcome]),
  );
  const found = printEntries(evidence);
  const differing = expected.flatMap(({ partition, offset, entries, ...said }) => {
    const outcome = outcomes.get(idOf(partition, offset));
    const is = outcome && printOutcome(outcome);
    const shall = printOutcome({ ...said, entry: entries[0]?.number ?? null });
    if (is !== shall)
      return [`the record at ${partition}/${offset}: expected ${shall}, found ${is ?? 'nothing'}`];
    return entries.flatMap((entry) => {
      const id = idOf(said.book, entry.number);
      const own = found.get(id) ?? 'nothing';
      found.delete(id);
      const wanted = printExpected(entry, said.decision);
      return own === wanted
        ? []
        : [`entry ${entry.number} of ${said.book}: expected ${wanted}, found ${own}`];
    });
  });
  return [...differing, ...[...found].map(([id, own]) => `nobody asked for entry ${id}: ${own}`)];
}

type Said = Pick<OutcomeRow, 'book' | 'decision' | 'status' | 'code' | 'pointer' | 'entry'>;

/** Without the reason of a dead letter, which the model does not know. */
const printOutcome = ({ book, decision, status, code, pointer, entry }: Said): string =>
  status === 'dead_lettered'
    ? `decision ${decision} of ${book}, ${status}`
    : `decision ${decision} of ${book}, ${status}, code ${code}, pointer ${pointer}, entry ${entry}`;

/** By book and number, all rows of each entry: its own, its postings, and those of holds. */
function printEntries({ entries, postings, holds, holdChanges }: Evidence): Map<string, string> {
  const rows = [
    ...entries.map((row) => ({ id: idOf(row.book, row.number), row: printEntry(row, row.decision) })),
    ...postings.map((row) => ({ id: idOf(row.book, row.entry), row: printPosting(row) })),
    ...holds.map((row) => ({ id: idOf(row.book, row.entry), row: printHold(row, row.decision) })),
    ...holdChanges.map((row) => ({ id: idOf(row.book, row.entry), row: printChange(row, row.decision) })),
  ];
  return new Map(
    [...grouped(rows, ({ id }) => id)].map(([id, own]) => [id, own.map(({ row }) => row).join('; ')]),
  );
}

const printExpected = (entry: ExpectedEntry, decision: bigint): string =>
  [
    printEntry(entry, decision),
    ...entry.postings.map(printPosting),
    ...(entry.hold ? [printHold(entry.hold, decision)] : []),
    ...(entry.change ? [printChange(entry.change, decision)] : []),
  ].join('; ');

const printEntry = ({ id, kind }: Pick<EntryRow, 'id' | 'kind'>, decision: bigint): string =>
  `${kind} ${id} of decision ${decision}`;

const printPosting = (posting: ExpectedPosting): string => {
  const { account, version, layer, direction, amount, currency } = posting;
  return `${account} ${version} ${layer} ${direction} ${amount} ${currency} ${printTotals(posting)}`;
};

const printHold = (
  { debit, credit, amount, currency, expiresAt }: ReservedAmount,
  decision: bigint,
): string => `hold ${debit} ${credit} ${amount} ${currency} until ${expiresAt} of decision ${decision}`;

const printChange = (
  { hold, revision, captured, voided, expired }: SettledAmounts,
  decision: bigint,
): string => `hold ${hold} revision ${revision} ${captured} ${voided} ${expired} of decision ${decision}`;
