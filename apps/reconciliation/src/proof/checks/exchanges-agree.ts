import { CURRENCY_CODES, currencyExponent } from '@pacioli/contracts/currency';
import type { ExchangeRow, PostingRow } from '../journal';
import { entryName, exchangeName, type Written, type WrittenEntry } from '../written';
import { Findings } from './findings';

/**
 * Every FX transfer has an exchange, which is what its rate makes of what was sold, as far as the rate leaves that open, and
 * the postings of the entry are those amounts. It is computed here in whole numbers alone, and shares no code with the ledger.
 */
export class ExchangesAgree {
  readonly findings = new Findings('exchanges_agree');

  see({ entries, exchanges }: Written): void {
    const transfers = entries.filter(({ entry }) => entry.kind === 'fx_transfer');
    // A row says by its number which entry it is about; what none has named is left.
    const unnamed = new Map(transfers.map((written) => [written.entry.number, written]));
    for (const exchange of exchanges) {
      this.findings.checked += 1;
      this.rateAgrees(exchange);
      this.legsAgree(exchange, unnamed.get(exchange.entry));
      unnamed.delete(exchange.entry);
    }
    for (const { entry } of unnamed.values()) this.findings.add(entryName(entry), 'an exchange', 'none');
  }

  private rateAgrees(row: ExchangeRow): void {
    const { rate, sold, bought, residue, exact, roundedOff } = row;
    const [one, result, rest] = [inParts(rate), inParts(exact), inParts(roundedOff)];
    const [exponentSold, exponentBought] = [row.soldCurrency, row.boughtCurrency].map(powerOf);
    const isResult = one * sold * exponentBought! === result * exponentSold!;
    if (!isResult) {
      const expected = `what ${sold} minor units of ${row.soldCurrency} are worth in ${row.boughtCurrency} at ${rate}`;
      this.findings.add(exchangeName(row), expected, `exact ${exact}`);
    }
    const rounded = bought + residue;
    const twice = rest < 0n ? -2n * rest : 2n * rest;
    const isHalfToEven = twice < PARTS || (twice === PARTS && rounded % 2n === 0n);
    if (result !== rounded * PARTS + rest || !isHalfToEven) {
      const found = `${bought} bought, a residue of ${residue}, and ${roundedOff} rounded off`;
      this.findings.add(exchangeName(row), `${exact} in all, rounded half to even`, found);
    }
    this.staysWithinRate(row);
  }

  /**
   * A rate stands for all that lies within half a unit of its last digit, and what comes of that is rounded to a minor unit,
   * up or down. So what came in is less than a whole minor unit away from it; both sides are multiplied, and nothing divided.
   */
  private staysWithinRate(row: ExchangeRow): void {
    const { rate, sold, bought } = row;
    const [exponentSold, exponentBought] = [row.soldCurrency, row.boughtCurrency].map(powerOf);
    const [twice, open] = [2n * inParts(rate), lastDigitOf(rate)];
    const [low, high] = [twice - open, twice + open].map((bound) => bound * sold * exponentBought!);
    const unit = 2n * PARTS * exponentSold!;
    if (low! < (bought + 1n) * unit && (bought - 1n) * unit < high!) return;
    this.findings.add(exchangeName(row), `what a rate of ${rate} leaves open`, `${bought} bought`);
  }

  private legsAgree(row: ExchangeRow, written: WrittenEntry | undefined): void {
    const { sold, soldCurrency, bought, boughtCurrency, residue } = row;
    const expected = [
      legOf('DEBIT', sold, soldCurrency),
      legOf('CREDIT', sold, soldCurrency),
      legOf('DEBIT', bought, boughtCurrency),
      legOf('CREDIT', bought + residue, boughtCurrency),
      ...(residue > 0n ? [legOf('DEBIT', residue, boughtCurrency)] : []),
      ...(residue < 0n ? [legOf('CREDIT', -residue, boughtCurrency)] : []),
    ].join(', ');
    const found = (written?.postings ?? [])
      .map(({ direction, amount, currency }) => legOf(direction, amount, currency))
      .join(', ');
    if (expected !== found)
      this.findings.add(exchangeName(row), `an FX transfer of postings ${expected}`, found || 'none');
  }
}

/** More digits after the point than a rate and the exponents of two currencies can give together. */
const DIGITS = 24;
const PARTS = 10n ** BigInt(DIGITS);
const DECIMAL = new RegExp(`^(-?)(\\d{1,40})(?:[.](\\d{1,${DIGITS}}))?$`);

/** A decimal as a whole number of the smallest parts; a text that was tampered with may be none, and is more than any other. */
function inParts(decimal: string): bigint {
  const [, sign, whole, part = ''] = DECIMAL.exec(decimal) ?? [];
  if (whole === undefined) return 10n ** 99n;
  const parts = BigInt(whole + part.padEnd(DIGITS, '0'));
  return sign === '-' ? -parts : parts;
}

/** One unit of a decimal's last digit, in the smallest parts. */
function lastDigitOf(decimal: string): bigint {
  const [, , , part = ''] = DECIMAL.exec(decimal) ?? [];
  return PARTS / 10n ** BigInt(part.length);
}

/** Minor units of a major one; none of a currency that there is not. */
const powerOf = (currency: string): bigint =>
  CURRENCY_CODES.includes(currency) ? 10n ** BigInt(currencyExponent(currency)) : 0n;

const legOf = (direction: PostingRow['direction'], amount: bigint, currency: string): string =>
  `${direction} ${amount} ${currency}`;
