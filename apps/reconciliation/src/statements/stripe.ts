import type { CsvMapping } from '@pacioli/contracts/statement-source';
import type { CsvAdvice } from './csv-advice';

/** Stripe's export of balance transactions. Stripe counts days in UTC, and writes times with seconds or without. */
export const STRIPE: CsvMapping = {
  encoding: 'utf-8',
  delimiter: ',',
  decimal_mark: '.',
  thousands_mark: ',',
  date_formats: ['yyyy-MM-dd HH:mm', 'yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd'],
  time_zone: 'UTC',
  columns: {
    reference: 'id',
    other_references: ['Source', 'Transfer'],
    amount: 'Amount',
    fee: 'Fee',
    net: 'Net',
    currency: 'Currency',
    booked_on: 'Created (UTC)',
    value_on: 'Available On (UTC)',
    description: 'Description',
    kind: 'Type',
  },
};

/** A source of this format has no mapping that anybody could mend. */
export const ADVICE_ON_STRIPE: CsvAdvice = {
  columnMissing: "It is not Stripe's export of all balance transactions, or not of all of its columns.",
  lastLineNotEnded: 'Export it from Stripe again.',
};
