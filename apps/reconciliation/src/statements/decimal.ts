import { currencyExponent } from '@pacioli/contracts/currency';
import type { DecimalMark, ThousandsMark } from '@pacioli/contracts/statement-source';
import { wrong, type Wrong } from './bad-line';
import { quotation } from './quotation';

/** As large as an amount of the ledger can be. */
const MOST = 999_999_999_999_999_999n;
const LONGEST = 64;

/** A decimal number without its sign: the digits before and after the mark, and the text that they were found in. */
export interface Decimal {
  readonly found: string;
  readonly whole: string;
  readonly fraction: string;
}

const GROUPED_BY: Readonly<Record<ThousandsMark, string>> = {
  ',': ',',
  '.': '[.]',
  "'": "['\u2019]",
  ' ': '[ \u00a0\u2009\u202f]',
};

/** Reads amounts of major units as the files of a source write them. */
export class Decimals {
  private readonly form: RegExp;
  private readonly example: string;

  constructor(decimalMark: DecimalMark, thousandsMark?: ThousandsMark) {
    const grouped = thousandsMark === undefined ? '' : `|[0-9]{1,3}(?:${GROUPED_BY[thousandsMark]}[0-9]{3})+`;
    this.example = `1${thousandsMark ?? ''}234${decimalMark}50`;
    this.form = new RegExp(`^([0-9]*${grouped})(?:[${decimalMark}]([0-9]*))?$`, 'u');
  }

  /** Signed minor units. A minus can stand before or after the number, or brackets around it. */
  read(text: string, currency: string): bigint | Wrong {
    if (text.length > LONGEST) return this.noAmount(text);
    const { isNegative, number } = withoutSign(text);
    const [, grouped, fraction = ''] = this.form.exec(number) ?? [];
    if (grouped === undefined || grouped + fraction === '') return this.noAmount(text);
    const minorUnits = inMinorUnits(
      { found: text, whole: grouped.replace(/[^0-9]/gu, ''), fraction },
      currency,
    );
    return typeof minorUnits === 'bigint' && isNegative ? -minorUnits : minorUnits;
  }

  private noAmount(text: string): Wrong {
    const form = `the form that the source's amounts have, such as ${this.example}`;
    return wrong('amount_invalid', `${quotation(text)} is not an amount in ${form}.`);
  }
}

const SIGNED = /^(?:([-+\u2212])\s*([^-+\u2212()]*)|([^-+\u2212()]*?)\s*([-+\u2212])|\(([^-+\u2212()]*)\))$/u;

function withoutSign(text: string): { isNegative: boolean; number: string } {
  const signed = SIGNED.exec(text);
  if (signed === null) return { isNegative: false, number: text };
  const [, before, afterSign, beforeSign, after, bracketed] = signed;
  const isNegative = bracketed !== undefined || (before ?? after) !== '+';
  return { isNegative, number: (afterSign ?? beforeSign ?? bracketed)!.trim() };
}

/** A decimal number of major units in minor units of a currency that the ledger knows. */
export function inMinorUnits({ found, whole, fraction }: Decimal, currency: string): bigint | Wrong {
  const exponent = currencyExponent(currency);
  if (/[1-9]/u.test(fraction.slice(exponent)))
    return wrong(
      'amount_too_fine',
      `${quotation(found)} is finer than ${currency}, which has ${exponent} decimals.`,
    );
  // Zeros change nothing, but three digits are what a thousands separator has after it: 1.000 can be a thousand.
  if (fraction.length === 3 && exponent < 3)
    return wrong(
      'amount_too_fine',
      `${quotation(found)} has 3 decimals and ${currency} ${exponent}: is the mark between them one of thousands?`,
    );
  const minorUnits = BigInt(whole + fraction.slice(0, exponent).padEnd(exponent, '0'));
  if (minorUnits > MOST)
    return wrong('amount_too_large', `${quotation(found)} is more than an amount can be.`);
  return minorUnits;
}
