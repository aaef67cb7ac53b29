import { createHash } from 'node:crypto';
import type { StatementLine } from './statement-line';

export interface CurrencySums {
  readonly lines: number;
  /** Minor units, before fees. */
  readonly amount: bigint;
  readonly fees: bigint;
}

/** The balances between which a camt.053 statement says that its entries lie. */
export interface BalanceCheck {
  /** Counted from 1 in its file. */
  readonly statement: number;
  readonly account: string | null;
  readonly currency: string;
  /** Null where the statement has none that can be read. */
  readonly opening: bigint | null;
  readonly closing: bigint | null;
  /** All booked entries whose amount can be read, whether their lines can or not. */
  readonly entries: bigint;
  /** Opening and entries less closing: 0n if they agree, null where a balance is lacking. */
  readonly difference: bigint | null;
}

export interface StatementSummary {
  readonly lines: number;
  readonly badLines: number;
  readonly skipped: number;
  /** Of the lines that could be read. */
  readonly sums: ReadonlyMap<string, CurrencySums>;
  /** The days on which the first and the last of the lines were booked; null where there is none. */
  readonly firstBookedOn: string | null;
  readonly lastBookedOn: string | null;
  /** Of camt.053, one for each statement and currency. */
  readonly balances: readonly BalanceCheck[];
  /** Of the bytes of the file, in hexadecimal digits. */
  readonly sha256: string;
}

const NOTHING: CurrencySums = { lines: 0, amount: 0n, fees: 0n };

/** Counts what is read of a file. */
export class Tally {
  private readonly digest = createHash('sha256');
  private readonly sums = new Map<string, CurrencySums>();
  private readonly balances: BalanceCheck[] = [];
  private lines = 0;
  private badLines = 0;
  private skipped = 0;
  private first: string | null = null;
  private last: string | null = null;

  addBytes(bytes: Buffer): void {
    this.digest.update(bytes);
  }

  addLine({ currency, amount, fee, bookedOn }: StatementLine): void {
    this.lines += 1;
    const sums = this.sums.get(currency) ?? NOTHING;
    const fees = sums.fees + (fee ?? 0n);
    this.sums.set(currency, { lines: sums.lines + 1, amount: sums.amount + amount, fees });
    if (this.first === null || bookedOn < this.first) this.first = bookedOn;
    if (this.last === null || bookedOn > this.last) this.last = bookedOn;
  }

  addBadLine(): void {
    this.badLines += 1;
  }

  addSkipped(): void {
    this.skipped += 1;
  }

  addBalances(checks: readonly BalanceCheck[]): void {
    this.balances.push(...checks);
  }

  /** The last thing that is asked of it. */
  summary(): StatementSummary {
    const { lines, badLines, skipped, sums, balances } = this;
    return {
      ...{ lines, badLines, skipped, sums, balances },
      ...{ firstBookedOn: this.first, lastBookedOn: this.last, sha256: this.digest.digest('hex') },
    };
  }
}
