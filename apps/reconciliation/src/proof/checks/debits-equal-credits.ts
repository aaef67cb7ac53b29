import type { Accounts } from '../accounts';
import type { PostingRow } from '../journal';
import { Findings } from './findings';

interface Sums {
  debitsPosted: bigint;
  creditsPosted: bigint;
  debitsPending: bigint;
  creditsPending: bigint;
}

/**
 * In every currency of a book as much was debited as credited, summed in two ways that must agree: over the amounts of all
 * postings, and over the totals that the newest posting of each account carries, less what they were before the range.
 */
export class DebitsEqualCredits {
  readonly findings = new Findings('debits_equal_credits');
  private readonly amounts = new Map<string, Sums>();
  private readonly earlier: ReadonlyMap<string, Sums>;

  constructor(
    private readonly book: string,
    /** As they stand before the range. */
    private readonly accounts: Accounts,
  ) {
    this.earlier = this.totals();
  }

  see(postings: readonly PostingRow[]): void {
    for (const { currency, layer, direction, amount } of postings) {
      const sums = sumsOf(this.amounts, currency);
      if (layer === 'posted') {
        if (direction === 'DEBIT') sums.debitsPosted += amount;
        else sums.creditsPosted += amount;
      } else {
        const held = layer === 'pending' ? amount : -amount;
        if (direction === 'DEBIT') sums.debitsPending += held;
        else sums.creditsPending += held;
      }
    }
  }

  /** Compares the sums, once all of the book was seen. */
  finish(): void {
    const totals = this.totals();
    for (const currency of new Set([...this.amounts.keys(), ...totals.keys()])) {
      this.findings.checked += 1;
      const moved = difference(totals.get(currency), this.earlier.get(currency));
      this.compare(currency, sumsOf(this.amounts, currency), moved);
    }
  }

  private totals(): Map<string, Sums> {
    const sums = new Map<string, Sums>();
    for (const { currency, version, totals } of this.accounts.all()) {
      if (version === 0n) continue;
      const sum = sumsOf(sums, currency);
      sum.debitsPosted += totals.debitsPosted;
      sum.creditsPosted += totals.creditsPosted;
      sum.debitsPending += totals.debitsPending;
      sum.creditsPending += totals.creditsPending;
    }
    return sums;
  }

  private compare(currency: string, amounts: Sums, totals: Sums): void {
    const row = `book ${this.book} ${currency}`;
    for (const [what, sums] of [
      ['amounts', amounts],
      ['account totals', totals],
    ] as const) {
      const { debitsPosted, creditsPosted, debitsPending, creditsPending } = sums;
      if (debitsPosted !== creditsPosted) {
        this.findings.add(
          `${row}, posted ${what}`,
          `${debitsPosted} credited, as much as debited`,
          `${creditsPosted} credited`,
        );
      }
      if (debitsPending !== creditsPending) {
        this.findings.add(
          `${row}, pending ${what}`,
          `${debitsPending} credited, as much as debited`,
          `${creditsPending} credited`,
        );
      }
    }
    for (const side of ['debitsPosted', 'creditsPosted', 'debitsPending', 'creditsPending'] as const) {
      if (amounts[side] !== totals[side]) {
        this.findings.add(
          `${row}, ${SIDES[side]} of all accounts`,
          `${amounts[side]} by the amounts`,
          `${totals[side]} by the totals`,
        );
      }
    }
  }
}

const SIDES = {
  debitsPosted: 'debits_posted',
  creditsPosted: 'credits_posted',
  debitsPending: 'debits_pending',
  creditsPending: 'credits_pending',
} as const;

const NOTHING: Sums = { debitsPosted: 0n, creditsPosted: 0n, debitsPending: 0n, creditsPending: 0n };

const difference = (now: Sums = NOTHING, before: Sums = NOTHING): Sums => ({
  debitsPosted: now.debitsPosted - before.debitsPosted,
  creditsPosted: now.creditsPosted - before.creditsPosted,
  debitsPending: now.debitsPending - before.debitsPending,
  creditsPending: now.creditsPending - before.creditsPending,
});

function sumsOf(sums: Map<string, Sums>, currency: string): Sums {
  let sum = sums.get(currency);
  if (sum === undefined) {
    sum = { ...NOTHING };
    sums.set(currency, sum);
  }
  return sum;
}
