import type { Account, Balances, Direction } from '@pacioli/contracts/account';
import type { AccountPosting } from '@pacioli/contracts/journal-entry';
import { formatMoney } from '@pacioli/stack/money-format';

/** An account, and all of its postings in the order of their versions. */
export interface TAccount {
  readonly account: Account;
  readonly postings: readonly AccountPosting[];
}

export const MOST_COLUMNS = 100;
const GAP = '     ';

interface Line {
  readonly label: string;
  readonly amount: string;
}

/**
 * Draws T-accounts as bookkeepers do, debits to the left and credits to the right, in as few rows as fit into 100 columns.
 * Each posting has a line with the number of its entry; what a hold reserved or gave back says so, and does not count into
 * the totals. The balances stand on the normal side.
 */
export function drawTAccounts(accounts: readonly TAccount[]): string {
  const rows: string[][][] = [];
  for (const drawn of accounts.map(draw)) {
    const row = rows.at(-1);
    if (row !== undefined && widthOf([...row, drawn]) <= MOST_COLUMNS) row.push(drawn);
    else rows.push([drawn]);
  }
  return rows.map(besideEachOther).join('\n\n');
}

const widthOf = (row: readonly string[][]): number =>
  row.reduce((width, drawn) => width + drawn[0]!.length, (row.length - 1) * GAP.length);

function besideEachOther(row: readonly string[][]): string {
  const height = Math.max(...row.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) =>
    row
      .map((drawn) => drawn[at] ?? ' '.repeat(drawn[0]!.length))
      .join(GAP)
      .trimEnd(),
  ).join('\n');
}

/** Lines that are all of the same width. */
function draw({ account, postings }: TAccount): string[] {
  const { name, currency, status, normal_balance: normal, balances } = account;
  const money = (amount: bigint | string) => formatMoney(BigInt(amount), currency);
  const title = `${name}, ${currency}${status === 'ACTIVE' ? '' : `, ${status.toLowerCase()}`}`;

  const sideOf = (side: Direction) => {
    const own = postings.filter(({ direction }) => direction === side);
    const total = own
      .filter(({ layer }) => layer === 'posted')
      .reduce((sum, { amount }) => sum + BigInt(amount), 0n);
    const isHeld = postings.some(({ layer }) => layer !== 'posted');
    return {
      lines: own.map((posting) => ({ label: labelOf(posting), amount: money(posting.amount) })),
      ends: [
        { label: 'total', amount: money(total) },
        ...(side === normal
          ? shownOf(balances, isHeld).map(([label, amount]) => ({ label, amount: money(amount) }))
          : []),
      ],
    };
  };
  const [debits, credits] = [sideOf('DEBIT'), sideOf('CREDIT')];
  const all = [debits, credits].flatMap(({ lines, ends }) => [...lines, ...ends]);
  const labels = Math.max(...all.map(({ label }) => label.length));
  // Two blanks between the columns, and one at each end of a side.
  const half = Math.max(
    labels + 2 + Math.max(...all.map(({ amount }) => amount.length)) + 2,
    Math.ceil((title.length - 1) / 2),
  );

  const cell = (line: Line | undefined) => {
    if (line === undefined) return ' '.repeat(half);
    return ` ${line.label.padEnd(labels)}${line.amount.padStart(half - labels - 2)} `;
  };
  const across = (left: readonly Line[], right: readonly Line[]) =>
    Array.from(
      { length: Math.max(left.length, right.length) },
      (_, at) => `${cell(left[at])}│${cell(right[at])}`,
    );
  const before = ' '.repeat(Math.floor((2 * half + 1 - title.length) / 2));
  return [
    (before + title).padEnd(2 * half + 1),
    `${' DEBIT'.padEnd(half)}│${' CREDIT'.padEnd(half)}`,
    `${'─'.repeat(half)}┼${'─'.repeat(half)}`,
    ...across(debits.lines, credits.lines),
    `${'─'.repeat(half)}┼${'─'.repeat(half)}`,
    ...across(debits.ends, credits.ends),
  ];
}

/** Times of recording are those of the run; only a day of effect that was asked for is the same in every run. */
function labelOf({ number, layer, recorded_at: recorded, effective_at: effective }: AccountPosting): string {
  const words = [number, ...(effective === recorded ? [] : [effective.slice(0, 10)])];
  return [...words, ...(layer === 'posted' ? [] : [layer])].join(' ');
}

const shownOf = ({ posted, pending, available }: Balances, isHeld: boolean): [string, string][] => [
  ['balance', posted],
  ...(isHeld
    ? ([
        ['pending', pending],
        ['available', available],
      ] as [string, string][])
    : []),
];
