import { isCurrency } from '@pacioli/contracts/currency';
import type { CsvMapping } from '@pacioli/contracts/statement-source';
import { isWrong, wrong, type Wrong } from './bad-line';
import type { CsvHeader } from './csv-header';
import type { CsvRecord } from './csv-records';
import { Days } from './days';
import { Decimals } from './decimal';
import { quotation } from './quotation';
import type { LineContent } from './statement-line';

/** Reads the records of a file as lines, by the mapping of its source. Spaces around a cell are no part of it. */
export class CsvLines {
  private readonly decimals: Decimals;
  private readonly days: Days;

  constructor(
    private readonly mapping: CsvMapping,
    private readonly header: CsvHeader,
  ) {
    this.decimals = new Decimals(mapping.decimal_mark, mapping.thousands_mark);
    this.days = new Days(mapping.date_formats, mapping.time_zone);
  }

  read({ cells, isWellQuoted }: CsvRecord): LineContent | Wrong {
    const { columns } = this.mapping;
    if (!isWellQuoted)
      return wrong('quoting_invalid', 'A cell that begins with a quote does not end with one.');
    if (cells.length !== this.header.length)
      return wrong(
        'cell_count_differs',
        `There are ${cells.length} cells and the header has ${this.header.length}.`,
      );
    const reference = this.textIn(cells, columns.reference);
    if (reference === null && this.mapping.reference_is_optional !== true)
      return wrong('reference_missing', 'There is no reference.');
    const money = this.moneyOf(cells);
    if (isWrong(money)) return money;
    const bookedOn = this.days.read(this.cell(cells, columns.booked_on));
    if (isWrong(bookedOn)) return bookedOn;
    const valueText = this.cell(cells, columns.value_on);
    const valueOn = valueText === '' ? null : this.days.read(valueText);
    if (isWrong(valueOn)) return valueOn;
    return {
      ...{ account: null, reference, otherReferences: this.otherReferences(cells, reference) },
      ...money,
      ...{ bookedOn, valueOn },
      description: this.textIn(cells, columns.description),
      kind: this.textIn(cells, columns.kind),
      isReversal: false,
    };
  }

  private moneyOf(cells: readonly string[]): Pick<LineContent, 'amount' | 'currency' | 'fee'> | Wrong {
    const { columns } = this.mapping;
    const found = this.mapping.currency ?? this.cell(cells, columns.currency);
    const currency = found.toUpperCase();
    if (!isCurrency(currency))
      return wrong('currency_unknown', `${quotation(found)} is not a currency of this ledger.`);
    const amount =
      columns.amount === undefined
        ? this.ofDebitAndCredit(cells, currency)
        : this.signed(this.decimalIn(cells, columns.amount, currency));
    if (isWrong(amount)) return amount;
    if (amount === null) return wrong('amount_missing', 'There is no amount.');
    const charged = this.decimalIn(cells, columns.fee, currency);
    if (isWrong(charged)) return charged;
    const fee = charged !== null && this.mapping.fees_are_negative === true ? -charged : charged;
    const net = this.signed(this.decimalIn(cells, columns.net, currency));
    if (isWrong(net)) return net;
    if (fee !== null && net !== null && net !== amount - fee)
      return wrong(
        'net_differs',
        `${amount} less a fee of ${fee} is not ${net}, in minor units of ${currency}.`,
      );
    return { amount, currency, fee };
  }

  /** Of the two columns one has an amount, and the other nothing or zero. */
  private ofDebitAndCredit(cells: readonly string[], currency: string): bigint | null | Wrong {
    const { columns, debits_are_negative } = this.mapping;
    const written = this.decimalIn(cells, columns.debit, currency);
    if (isWrong(written)) return written;
    const credit = this.decimalIn(cells, columns.credit, currency);
    if (isWrong(credit)) return credit;
    const debit = written !== null && debits_are_negative === true ? -written : written;
    if (debit === null && credit === null) return null;
    if ((debit ?? 0n) < 0n || (credit ?? 0n) < 0n)
      return wrong(
        'amount_invalid',
        'A debit or credit has the sign that it has not in files of this source.',
      );
    if (debit !== null && debit !== 0n && credit !== null && credit !== 0n)
      return wrong('debit_and_credit', 'There is a debit and a credit.');
    return (credit ?? 0n) - (debit ?? 0n);
  }

  private signed(written: bigint | null | Wrong): bigint | null | Wrong {
    return typeof written === 'bigint' && this.mapping.positive_is === 'out' ? -written : written;
  }

  private decimalIn(
    cells: readonly string[],
    column: string | undefined,
    currency: string,
  ): bigint | null | Wrong {
    const text = this.cell(cells, column);
    return text === '' ? null : this.decimals.read(text, currency);
  }

  private otherReferences(cells: readonly string[], reference: string | null): string[] {
    const { other_references = [] } = this.mapping.columns;
    const others = other_references.map((column) => this.cell(cells, column));
    return [...new Set(others)].filter((other) => other !== '' && other !== reference);
  }

  private textIn(cells: readonly string[], column: string | undefined): string | null {
    const text = this.cell(cells, column);
    return text === '' ? null : text;
  }

  private cell(cells: readonly string[], column: string | undefined): string {
    return column === undefined ? '' : cells[this.header.places.get(column)!]!.trim();
  }
}
