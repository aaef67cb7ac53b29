import type { CsvColumns, CsvMapping, StatementSource } from '@pacioli/contracts/statement-source';
import type { FileRefusal } from './file-refusal';
import { readStatement } from './read-statement';
import type { StatementItem } from './statement-item';
import type { StatementLine } from './statement-line';
import type { StatementSummary } from './statement-summary';

type Format = Pick<StatementSource, 'format' | 'mapping'>;

export const CSV = {
  ...{ encoding: 'utf-8', delimiter: ',', decimal_mark: '.', date_formats: ['yyyy-MM-dd'] },
  ...{ time_zone: 'Europe/London', currency: 'GBP' },
  columns: { reference: 'Ref', amount: 'Amount', booked_on: 'Date' },
} satisfies CsvMapping;

type Fields<T> = { [K in keyof T]: T[K] };
type Changed<T> = { [K in keyof T]?: T[K] | undefined };

/** A source of CSV whose mapping is the plain one, but for what is given; undefined takes a field away. */
export const csvSource = (given: Changed<CsvMapping> = {}, columns: Changed<CsvColumns> = {}): Format => ({
  format: 'csv',
  mapping: {
    ...changed<Fields<CsvMapping>>(CSV, given),
    columns: changed<Fields<CsvColumns>>(CSV.columns, columns),
  },
});

const changed = <T extends object>(plain: T, given: Changed<T>): T =>
  Object.fromEntries(Object.entries({ ...plain, ...given }).filter(([, value]) => value !== undefined)) as T;

/** What is read of a file. */
export interface FileReading {
  readonly items: readonly StatementItem[];
  readonly lines: readonly StatementLine[];
  /** Code and place of what is wrong. */
  readonly bad: readonly (readonly [code: string, place: unknown])[];
  readonly reasons: readonly string[];
  readonly summary: StatementSummary | undefined;
  readonly refusal: FileRefusal | undefined;
}

/** After all days that files of tests have. */
const LATE = new Date('2999-12-31');

/** Reads a file that comes in chunks whose lengths are taken from the list again and again. */
export async function reading(
  source: Format,
  file: string | Uint8Array,
  lengths: readonly number[] = [file.length + 1],
): Promise<FileReading> {
  const items: StatementItem[] = [];
  for await (const item of readStatement(source, chunksOf(Buffer.from(file as string), lengths), LATE))
    items.push(item);
  const bad = items.flatMap((item) => (item.type === 'bad_line' ? [item.badLine] : []));
  const last = items.at(-1)!;
  return {
    items,
    lines: items.flatMap((item) => (item.type === 'line' ? [item.line] : [])),
    bad: bad.map(({ code, place }) => [code, 'line' in place ? place.line : place] as const),
    reasons: bad.map(({ reason }) => reason),
    summary: last.type === 'end' ? last.summary : undefined,
    refusal: last.type === 'refused' ? last.refusal : undefined,
  };
}

async function* chunksOf(file: Buffer, lengths: readonly number[]): AsyncGenerator<Buffer> {
  for (let from = 0, at = 0; from < file.length; at += 1) {
    const to = from + lengths[at % lengths.length]!;
    yield file.subarray(from, to);
    from = to;
  }
}
