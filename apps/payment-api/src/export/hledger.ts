import type { AccountType } from '@pacioli/contracts/account';
import { currencyExponent, inMajorUnits } from '@pacioli/contracts/currency';
import type { ExportedBook, PostedEntry } from './posted-entries';
import type { PlainText } from './plain-text';

/** hledger's own letters; it names income revenue. */
const TYPES: Record<AccountType, string> = {
  asset: 'A',
  liability: 'L',
  equity: 'E',
  income: 'R',
  expense: 'X',
};

/** The journal format of hledger: https://hledger.org/hledger.html#journal. */
export function hledger({ accounts, dayOf, id, name }: ExportedBook): PlainText {
  const names = new Map(accounts.map(({ number, name: of }) => [number, of]));
  return {
    head: [
      `; ${id}: ${name}`,
      'decimal-mark .',
      ...[...new Set(accounts.map(({ currency }) => currency))].map(
        (currency) => `commodity ${sample(currency)}`,
      ),
      ...accounts.map(({ name: of, type }) => `account ${of}  ; type:${TYPES[type]}`),
    ],
    entry: (entry) => [
      `${dayOf(entry.effectiveAt)} * (${entry.number}) ${descriptionOf(entry)}`.trimEnd(),
      `    ; id:${entry.id}`,
      // A comma would end the value of a tag.
      ...(entry.reference === null ? [] : [`    ; reference:${entry.reference.replaceAll(',', ';')}`]),
      ...(entry.rate === null ? [] : [`    ; rate:${entry.rate}`]),
      ...entry.postings.map(
        ({ account, amount, currency }) =>
          `    ${names.get(account)!}  ${inMajorUnits(amount, currency)} ${currency}`,
      ),
    ],
  };
}

/** A semicolon would begin a comment. */
const descriptionOf = ({ description }: PostedEntry): string => (description ?? '').replaceAll(';', ',');

/** An amount that shows how many digits the currency has; the point is needed though none follows it. */
function sample(currency: string): string {
  const exponent = currencyExponent(currency);
  const thousand = inMajorUnits(1000n * 10n ** BigInt(exponent), currency);
  return `${thousand}${exponent === 0 ? '.' : ''} ${currency}`;
}
