import type { CsvColumns } from '@pacioli/contracts/statement-source';
import type { CsvAdvice } from './csv-advice';
import { FileRefusal } from './file-refusal';
import { quotation, quotationOfNames } from './quotation';

/** At which place of a record the mapped columns stand, by their names. */
export interface CsvHeader {
  readonly length: number;
  readonly places: ReadonlyMap<string, number>;
}

/** Finds the mapped columns in the first record of a file. */
export function readHeader(
  cells: readonly string[],
  columns: CsvColumns,
  advice: CsvAdvice,
): CsvHeader | FileRefusal {
  const found = cells.map((cell) => cell.trim());
  const mapped = (Object.values(columns) as (string | string[])[]).flat();
  const missing = mapped.filter((name) => !found.includes(name.trim()));
  if (missing.length > 0)
    return new FileRefusal(
      'column_missing',
      `The header lacks ${quotationOfNames(missing)}. It has ${quotationOfNames(found)}. ${advice.columnMissing}`,
    );
  const places = new Map(mapped.map((name) => [name, found.indexOf(name.trim())]));
  const twice = mapped.find((name) => found.lastIndexOf(name.trim()) !== places.get(name));
  if (twice !== undefined)
    return new FileRefusal('column_ambiguous', `The header has ${quotation(twice)} more than once.`);
  return { length: cells.length, places };
}
