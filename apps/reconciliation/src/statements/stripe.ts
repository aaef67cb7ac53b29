import type { CsvMapping } from '@pacioli/contracts/statement-source';

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
