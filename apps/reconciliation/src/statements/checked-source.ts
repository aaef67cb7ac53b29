import { checkerOf, type FieldError } from '@pacioli/contracts/schema';
import { StatementSource, type CsvMapping } from '@pacioli/contracts/statement-source';
import { IANAZone } from 'luxon';
import { namesADay } from './days';

const check = checkerOf(StatementSource);

/** A document as a source, or what is wrong with it: its form first, and if that is right, whether its fields go together. */
export function checkSource(document: unknown): { source: StatementSource } | { errors: FieldError[] } {
  const errors = check(document);
  if (errors.length > 0) return { errors };
  const source = document as StatementSource;
  const contradictions = contradictionsIn(source);
  return contradictions.length > 0 ? { errors: contradictions } : { source };
}

/** What of a source that is right in form does not go together. */
export function contradictionsIn({ format, mapping }: StatementSource): FieldError[] {
  if (format === 'csv')
    return mapping === undefined
      ? [{ pointer: '/mapping', detail: 'is missing: it says which column of the CSV is what' }]
      : rulesOf(mapping).flatMap(({ isBroken, field, detail }) =>
          isBroken ? [{ pointer: `/mapping/${field}`, detail }] : [],
        );
  return mapping === undefined ? [] : [{ pointer: '/mapping', detail: `is for csv: ${format} needs none` }];
}

interface Rule {
  readonly isBroken: boolean;
  /** A pointer below the mapping. */
  readonly field: string;
  readonly detail: string;
}

const rulesOf = (mapping: CsvMapping): Rule[] => [...amountRules(mapping), ...formRules(mapping)];

function amountRules(mapping: CsvMapping): Rule[] {
  const { amount, debit, credit, currency, fee, net } = mapping.columns;
  const isSplit = amount === undefined;
  return [
    {
      isBroken: isSplit && debit === undefined && credit === undefined,
      field: 'columns/amount',
      detail: 'is missing, and so are debit and credit',
    },
    {
      isBroken: isSplit && debit === undefined && credit !== undefined,
      field: 'columns/debit',
      detail: 'is missing beside credit',
    },
    {
      isBroken: isSplit && credit === undefined && debit !== undefined,
      field: 'columns/credit',
      detail: 'is missing beside debit',
    },
    { isBroken: !isSplit && debit !== undefined, field: 'columns/debit', detail: 'is there beside amount' },
    { isBroken: !isSplit && credit !== undefined, field: 'columns/credit', detail: 'is there beside amount' },
    {
      isBroken: isSplit && mapping.positive_is !== undefined,
      field: 'positive_is',
      detail: 'is for one signed amount',
    },
    {
      isBroken: !isSplit && mapping.debits_are_negative !== undefined,
      field: 'debits_are_negative',
      detail: 'is for debit and credit',
    },
    {
      isBroken: currency === undefined && mapping.currency === undefined,
      field: 'currency',
      detail: 'is missing, and there is no column of it',
    },
    {
      isBroken: currency !== undefined && mapping.currency !== undefined,
      field: 'currency',
      detail: 'is there beside a column of it',
    },
    {
      isBroken: net !== undefined && fee === undefined,
      field: 'columns/net',
      detail: 'needs a column of the fee',
    },
    {
      isBroken: fee === undefined && mapping.fees_are_negative !== undefined,
      field: 'fees_are_negative',
      detail: 'is for a column of the fee',
    },
  ];
}

const NO_DAY =
  'does not say the day, as dd.MM.yyyy does: the year is yyyy or yy, the month MM or M (or MMM: Jan), the day dd or d, ' +
  'in upper and lower case as here; of a time HH:mm:ss, and other letters in single quotes';

function formRules({ decimal_mark, thousands_mark, time_zone, date_formats }: CsvMapping): Rule[] {
  const isZone = IANAZone.isValidZone(time_zone);
  return [
    {
      isBroken: decimal_mark === thousands_mark,
      field: 'thousands_mark',
      detail: 'is the decimal mark too',
    },
    { isBroken: !isZone, field: 'time_zone', detail: 'is not a zone of IANA, as Europe/London is' },
    ...date_formats.map((format, at) => ({
      isBroken: isZone && !namesADay(format, time_zone),
      field: `date_formats/${at}`,
      detail: NO_DAY,
    })),
  ];
}
