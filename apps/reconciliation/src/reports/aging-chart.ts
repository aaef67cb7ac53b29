import { AGE_BUCKETS, type AgeBucket, type AgingRow } from '@pacioli/ledger-db/open-breaks';
import { markup, Markup, NOTHING } from './markup';
import { inAndOut } from './money';
import { counted, number } from './report-table';

const WIDTH = 360;
const LEFT = 44;
const STEP = (WIDTH - LEFT) / AGE_BUCKETS.length;
const BAR = 30;
const TOP = 14;
const TALLEST = 34;
/** From the top of one currency to that of the next. */
const ROW = 76;
/** More currencies than these are in the table alone. */
const MOST_CURRENCIES = 8;

/**
 * How many breaks of a book are open in each currency, by their age: a row of bars for each currency, with the counts above them, and
 * below them what came in and what went out of all.
 */
export function agingChart(aging: readonly AgingRow[], at: number): Markup {
  const currencies = [...new Set(aging.map(({ currency }) => currency))].slice(0, MOST_CURRENCIES);
  const counts = currencies.map((currency) => AGE_BUCKETS.map((bucket) => countOf(aging, currency, bucket)));
  const amounts = currencies.map((currency) => amountsOf(aging, currency));
  const most = Math.max(...counts.flat());
  if (currencies.length === 0) return NOTHING;
  return markup`<svg
    class="trend"
    viewBox="0 0 ${WIDTH} ${currencies.length * ROW + 14}"
    role="img"
    aria-labelledby="aging-title-${at} aging-words-${at}"
  >
    <title id="aging-title-${at}">Open breaks by currency and age</title>
    <desc id="aging-words-${at}">${inWords(currencies, counts, amounts)}</desc>
    ${currencies.map((currency, row) => bars(currency, counts[row]!, amounts[row]!, most, row * ROW + TOP))}
    ${AGE_BUCKETS.map(
      (bucket, column) =>
        markup`<text x="${middle(column)}" y="${currencies.length * ROW + 10}" text-anchor="middle">${bucket === '90+' ? 'over 90' : bucket}</text>`,
    )}
    <text x="0" y="${currencies.length * ROW + 10}">Days</text>
  </svg>`;
}

const countOf = (aging: readonly AgingRow[], currency: string, bucket: AgeBucket): number =>
  aging
    .filter((row) => row.currency === currency && row.bucket === bucket)
    .reduce((sum, { count }) => sum + count, 0);

function amountsOf(aging: readonly AgingRow[], currency: string): string {
  const its = aging.filter((row) => row.currency === currency);
  const sum = (side: 'came_in' | 'went_out') =>
    its.reduce((all, row) => all + BigInt(row[side]), 0n).toString();
  return inAndOut(sum('came_in'), sum('went_out'), currency);
}

const middle = (column: number): string => (LEFT + (column + 0.5) * STEP).toFixed(1);

/** A count above nothing is seen, however small it is beside the others. */
function bars(
  currency: string,
  counts: readonly number[],
  amounts: string,
  most: number,
  top: number,
): Markup {
  const floor = top + TALLEST;
  const drawn = counts.map((count, column) => {
    if (count === 0) return NOTHING;
    const tall = Math.max(1, (count / most) * TALLEST);
    const x = LEFT + (column + 0.5) * STEP;
    return markup`<rect
        class="bar"
        x="${(x - BAR / 2).toFixed(1)}"
        y="${(floor - tall).toFixed(1)}"
        width="${BAR}"
        height="${tall.toFixed(1)}"
      /><text x="${x.toFixed(1)}" y="${(floor - tall - 3).toFixed(1)}" text-anchor="middle">${number(count)}</text>`;
  });
  return markup`<text x="0" y="${floor}">${currency}</text>${drawn}<path class="axis" d="M${LEFT} ${floor}H${WIDTH}" /><text x="${LEFT}" y="${floor + 11}">${amounts}</text>`;
}

export const daysOf = (bucket: AgeBucket): string => `${bucket === '90+' ? 'over 90' : bucket} days`;

function inWords(
  currencies: readonly string[],
  counts: readonly (readonly number[])[],
  amounts: readonly string[],
): string {
  const told = currencies.map((currency, row) => {
    const ages = AGE_BUCKETS.flatMap((bucket, column) => {
      const count = counts[row]![column]!;
      return count === 0 ? [] : `${counted(count, 'break')} of ${daysOf(bucket)}`;
    });
    return `${currency}: ${ages.join(', ')}, ${amounts[row]}`;
  });
  return `${told.join('; ')}.`;
}
