import type { ExpectedChange } from './account-change';
import type { ExpectedEntry, ExpectedPosting, ReservedAmount, SettledAmounts } from './entry';
import type { ExpectedExchange } from './exchange';
import type { EntryRow, Evidence, OutcomeRow } from './evidence';
import { grouped, idOf } from './id';
import { printTotals } from './journal';
import type { Expected } from './model';
import type { ClosedPeriod } from './period';

/** Whatever a ledger that heard the same records has decided otherwise, and what it knows nothing of. */
export function decidedOtherwise(evidence: Evidence, expected: readonly Expected[]): string[] {
  const outcomes = new Map(
    evidence.outcomes.map((outcome) => [idOf(outcome.partition, outcome.offset), outcome]),
  );
  const found = printEntries(evidence);
  const foundBesides = printBesides(evidence);
  const differing = expected.flatMap(({ partition, offset, entries, accountChange, period, ...said }) => {
    const outcome = outcomes.get(idOf(partition, offset));
    const is = outcome && printOutcome(outcome);
    const shall = printOutcome({ ...said, entry: entries[0]?.number ?? null });
    if (is !== shall)
      return [`the record at ${partition}/${offset}: expected ${shall}, found ${is ?? 'nothing'}`];
    const { book, decision } = said;
    const besides = [
      ...(accountChange ? [printAccountChange(accountChange)] : []),
      ...(period ? [printPeriod(period)] : []),
    ].join('; ');
    return [
      ...takenOut(
        found,
        entries.map((entry) => [idOf(book, entry.number), printExpected(entry, decision)]),
      ),
      ...takenOut(foundBesides, besides === '' ? [] : [[idOf(book, decision), besides]]),
    ];
  });
  return [
    ...differing,
    ...[...found].map(([id, own]) => `nobody asked for entry ${id}: ${own}`),
    ...[...foundBesides].map(([id, own]) => `nobody asked for what decision ${id} has changed: ${own}`),
  ];
}

/** Takes what was wanted out of what was found, and says where the two differ. */
const takenOut = (found: Map<string, string>, wanted: readonly (readonly [id: string, print: string])[]) =>
  wanted.flatMap(([id, shall]) => {
    const is = found.get(id) ?? 'nothing';
    found.delete(id);
    return is === shall ? [] : [`${id}: expected ${shall}, found ${is}`];
  });

type Said = Pick<OutcomeRow, 'book' | 'decision' | 'status' | 'code' | 'pointer' | 'entry'>;

/** Without the reason of a dead letter, which the model does not know. */
const printOutcome = ({ book, decision, status, code, pointer, entry }: Said): string =>
  status === 'dead_lettered'
    ? `decision ${decision} of ${book}, ${status}`
    : `decision ${decision} of ${book}, ${status}, code ${code}, pointer ${pointer}, entry ${entry}`;

/** By book and number, all rows of each entry: its own, its postings, and those of holds and of exchanges. */
function printEntries({ entries, postings, holds, holdChanges, exchanges }: Evidence): Map<string, string> {
  const rows = [
    ...entries.map((row) => ({ id: idOf(row.book, row.number), row: printEntry(row, row.decision) })),
    ...postings.map((row) => ({ id: idOf(row.book, row.entry), row: printPosting(row) })),
    ...holds.map((row) => ({ id: idOf(row.book, row.entry), row: printHold(row, row.decision) })),
    ...holdChanges.map((row) => ({ id: idOf(row.book, row.entry), row: printChange(row, row.decision) })),
    ...exchanges.map((row) => ({ id: idOf(row.book, row.entry), row: printExchange(row, row.decision) })),
  ];
  return joined(rows);
}

const printExpected = (entry: ExpectedEntry, decision: bigint): string =>
  [
    printEntry(entry, decision),
    ...entry.postings.map(printPosting),
    ...(entry.hold ? [printHold(entry.hold, decision)] : []),
    ...(entry.change ? [printChange(entry.change, decision)] : []),
    ...(entry.exchange ? [printExchange(entry.exchange, decision)] : []),
  ].join('; ');

/** By book and decision, what each has changed without moving money. */
function printBesides({ accountChanges, closedPeriods }: Evidence): Map<string, string> {
  const rows = [
    ...accountChanges.map((row) => ({ id: idOf(row.book, row.decision), row: printAccountChange(row) })),
    ...closedPeriods.map((row) => ({ id: idOf(row.book, row.decision), row: printPeriod(row) })),
  ];
  return joined(rows);
}

const printEntry = (
  { id, kind, effectiveAt }: Pick<EntryRow, 'id' | 'kind' | 'effectiveAt'>,
  decision: bigint,
): string => `${kind} ${id} at ${effectiveAt} of decision ${decision}`;

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

const printExchange = (exchange: ExpectedExchange, decision: bigint): string => {
  const { rate, sold, soldCurrency, bought, boughtCurrency, exact, roundedOff, residue } = exchange;
  return (
    `sold ${sold} ${soldCurrency} at ${rate}, which is ${exact} ${boughtCurrency}: ${bought} came in, residue ${residue}, ` +
    `rounded off ${roundedOff}, of decision ${decision}`
  );
};

const printAccountChange = ({ account, revision, status, min, max, reason }: ExpectedChange): string =>
  `account ${account} revision ${revision} ${status} from ${min} to ${max}, because ${reason}`;

const printPeriod = ({ period, startsAt, endsAt }: ClosedPeriod): string =>
  `${period} closed, ${startsAt} to ${endsAt}`;

const joined = (rows: readonly { id: string; row: string }[]): Map<string, string> =>
  new Map([...grouped(rows, ({ id }) => id)].map(([id, own]) => [id, own.map(({ row }) => row).join('; ')]));
