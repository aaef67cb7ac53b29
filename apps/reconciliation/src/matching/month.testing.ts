import { dateOf, dayOf } from './subject';
import type { LedgerItem, StatementLine } from './statement-matching';

/** The rules by which a month is matched. */
export const MONTH_SETTINGS = {
  windowDays: 6,
  tolerance: { minorUnits: 2n, basisPoints: 0n },
  mostInGroup: 200,
  referenceLength: 35,
  fees: { basisPoints: 150n, fixed: 20n, tolerance: 1n },
};

/** How a merchant numbers its orders, and what they cost. */
export interface Shape {
  readonly payments: number;
  readonly numbering: 'at random' | 'counted up';
  readonly prices: 'catalogue' | 'all the same';
}

/** What really belongs together. Of what was told twice, either is the right one. */
export interface Affair {
  /** Whether the two sides say the same, so that it should be matched. */
  agrees: boolean;
  readonly items: string[][];
  readonly lines: string[][];
  /** Lines that may be counted to it or left alone: they say what it cost. */
  readonly costs: string[][];
}

export interface Month {
  readonly items: readonly LedgerItem[];
  readonly lines: readonly StatementLine[];
  readonly affairs: readonly Affair[];
  readonly lastDay: string;
}

/** What a card company and the marketplace take: 1.5 % and 20 of each payment, and give back of a refund. */
const feeFor = (amount: bigint): bigint =>
  amount < 0n ? -feeFor(-amount) : (amount * 150n + 5_000n) / 10_000n + 20n;

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

const FIRST_DAY = dayOf('2026-10-01');
const LAST_DAY = dayOf('2026-10-31');
const CATALOGUE = [499n, 999n, 999n, 999n, 1_999n, 1_999n, 2_999n, 4_999n, 9_900n] as const;
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const CARD_COMPANIES = ['acquira', 'borpay', 'cardly'] as const;

/** Numbers from a seed (mulberry32). */
class Chance {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** Whether it happens to one in so many. */
  oneIn(many: number): boolean {
    return this.next() < 1 / many;
  }

  pick<T>(from: ArrayLike<T>): T {
    return from[this.below(from.length)]!;
  }

  word(letters: string, length: number): string {
    return Array.from({ length }, () => this.pick(letters)).join('');
  }
}

/** The merchant's books: an item for each thing that it knows of. */
class Books {
  readonly items: LedgerItem[] = [];

  constructor(private readonly chance: Chance) {}

  /** Answers what was entered: some things never are. */
  post(affair: Affair, day: number, amount: bigint, currency: string, references: readonly string[]): bigint {
    if (this.chance.oneIn(500)) return 0n;
    affair.items.push(this.times(day, amount, currency, references));
    return amount;
  }

  /** Some things are entered twice, the second time a day later or on the same day, under another key. */
  private times(day: number, amount: bigint, currency: string, references: readonly string[]): string[] {
    const days = this.chance.oneIn(1_000) ? [day, day + this.chance.below(2)] : [day];
    return days.map((effective) => {
      const id = { book: 'shop', entry: BigInt(this.items.length + 1), leg: 1 + this.chance.below(2) };
      const key = `key-${this.chance.word('0123456789abcdef', 16)}`;
      this.items.push({
        ...{ id, amount, currency, effective: dateOf(Math.min(effective, LAST_DAY)) },
        references: [...references, key],
      });
      return itemName(id);
    });
  }
}

/** A reference without what a bank may leave out of it. */
const bare = (reference: string): string => reference.toUpperCase().replace(/[^A-Z0-9]/g, '');

export const itemName = ({ book, entry, leg }: LedgerItem['id']): string => `${book}/${entry}/${leg}`;

interface Transfer {
  readonly day: number;
  readonly amount: bigint;
  readonly currency: string;
  readonly reference: string;
  readonly fee?: bigint | null;
}

/** The bank, whose statement is all that the merchant sees of it. */
class Bank {
  readonly lines: StatementLine[] = [];
  /** What should stand on each line, by its id. */
  private readonly meant = new Map<string, string>();

  constructor(private readonly chance: Chance) {}

  /** Books what comes in within four days, if it does not lose it. */
  receive(affair: Affair, transfer: Transfer): void {
    const booked = transfer.day + this.chance.below(5);
    if (booked > LAST_DAY || this.chance.oneIn(500)) affair.agrees = false;
    else affair.lines.push(this.book(transfer, booked));
  }

  /** What nobody types is right. */
  print(transfer: Transfer, booked: number): string[] {
    return this.book(transfer, booked, [transfer.reference]);
  }

  /** Some lines are sent twice. */
  private book(
    { amount, currency, reference, fee = null }: Transfer,
    booked: number,
    references: readonly string[] = this.referencesOf(reference),
  ): string[] {
    const valued = this.chance.oneIn(2) ? dateOf(booked) : null;
    return Array.from({ length: this.chance.oneIn(500) ? 2 : 1 }, () => {
      const id = `2026-10/${this.chance.word('0123456789', 4)}-${this.lines.length}`;
      this.lines.push({ id, references, amount, currency, fee, booked: dateOf(booked), valued });
      this.meant.set(id, bare(reference.slice(0, 35)));
      return id;
    });
  }

  /** A clerk of the bank types it off; the form has 35 characters, and capital letters without punctuation. */
  private referencesOf(reference: string): string[] {
    if (this.chance.oneIn(1_000)) return this.chance.oneIn(2) ? [] : ['NOTPROVIDED'];
    const kept = reference.slice(0, 35).toUpperCase();
    const typed = this.chance.oneIn(3) ? kept : kept.replace(/[^A-Z0-9 ]/g, '');
    return [this.chance.oneIn(500) ? this.mistyped(typed) : typed];
  }

  /**
   * The clerk looks again at a slip that is the very reference of something else whose own line is not there, or does not
   * bear it: nobody could ever tell that line from the one that is missing, so it is of no use to a test.
   */
  correct(affairsOf: ReadonlyMap<string, readonly Affair[]>): void {
    const byId = new Map(this.lines.map((line) => [line.id, line]));
    const borneBy = new Map([...affairsOf].map(([reference, affairs]) => [bare(reference), affairs]));
    for (const [at, line] of this.lines.entries()) {
      if (this.isClear(line)) continue;
      const others = line.references.flatMap((one) => borneBy.get(bare(one)) ?? []);
      if (
        others.every(
          (affair) => affair.agrees && affair.lines.flat().every((id) => this.isClear(byId.get(id)!)),
        )
      )
        continue;
      this.lines[at] = { ...line, references: [this.meant.get(line.id)!] };
    }
  }

  private isClear({ id, references: [reference] }: StatementLine): boolean {
    return reference !== undefined && bare(reference) === this.meant.get(id);
  }

  /** One letter is another, is missing, is one too many, or has changed places with the next. */
  private mistyped(reference: string): string {
    const at = this.chance.below(reference.length - 1);
    const [head, here, next, tail] = [
      reference.slice(0, at),
      reference[at]!,
      reference[at + 1]!,
      reference.slice(at + 2),
    ];
    const slip = this.chance.pick(/\d/.test(here) ? '0123456789' : LETTERS);
    return this.chance.pick([
      `${head}${slip}${next}${tail}`,
      `${head}${next}${tail}`,
      `${head}${here}${slip}${next}${tail}`,
      `${head}${next}${here}${tail}`,
    ]);
  }
}

/** A month of a shop: the orders of each day, and how each was paid. */
class Shop {
  readonly affairs: Affair[] = [];
  readonly books: Books;
  readonly bank: Bank;
  private readonly affairsOf = new Map<string, Affair[]>();
  private orders = 0;

  constructor(
    private readonly shape: Shape,
    private readonly chance: Chance,
  ) {
    this.books = new Books(chance);
    this.bank = new Bank(chance);
  }

  live(): void {
    const days = LAST_DAY - FIRST_DAY + 1;
    for (let day = FIRST_DAY; day <= LAST_DAY; day += 1) {
      for (let i = 0; i < this.shape.payments / days; i += 1) this.sell(day);
      for (const company of CARD_COMPANIES) this.takeCards(day, company);
      this.takeWallet(day);
    }
    this.bank.correct(this.affairsOf);
  }

  private sell(day: number): void {
    const sale = {
      day,
      amount: this.price(),
      currency: this.chance.oneIn(10) ? 'EUR' : 'GBP',
      reference: this.number(),
    };
    const lot = this.chance.next();
    if (lot < 0.9) this.byTransfer(sale);
    else if (lot < 0.95) this.byMarketplace(sale);
    else if (lot < 0.96) this.inParts(sale);
    else if (lot < 0.97) this.withFeeApart(sale);
    else if (lot < 0.975) this.fromAbroad(sale);
    else if (lot < 0.98) this.byInvoice(sale);
    else if (lot < 0.981) this.tooLittle(sale);
    else if (lot < 0.982) this.tooLate(sale);
    else this.byTransfer(sale);
    if (this.chance.oneIn(50)) this.refund(sale);
  }

  private byTransfer(sale: Transfer): void {
    const affair = this.posted(sale);
    this.bank.receive(affair, sale);
  }

  /** The marketplace keeps its fee, mostly says so, and sometimes takes what was not agreed on. */
  private byMarketplace(sale: Transfer): void {
    const affair = this.posted(sale);
    const isWrong = this.chance.oneIn(100);
    const fee = feeFor(sale.amount) + (isWrong ? 150n : 0n);
    if (isWrong) affair.agrees = false;
    const isTold = isWrong || this.chance.oneIn(2);
    this.bank.receive(affair, { ...sale, amount: sale.amount - fee, fee: isTold ? fee : null });
  }

  private inParts(sale: Transfer): void {
    const affair = this.posted(sale);
    const first = (sale.amount * BigInt(20 + this.chance.below(60))) / 100n;
    for (const amount of [first, sale.amount - first]) this.bank.receive(affair, { ...sale, amount });
  }

  private withFeeApart(sale: Transfer): void {
    const affair = this.posted(sale);
    this.bank.receive(affair, sale);
    const { amount, day } = sale;
    if (day + 4 <= LAST_DAY)
      affair.costs.push(this.bank.print({ ...sale, amount: -feeFor(amount) }, day + this.chance.below(5)));
  }

  /** On the way a unit or two are lost to rounding. */
  private fromAbroad(sale: Transfer): void {
    const affair = this.posted(sale);
    this.bank.receive(affair, { ...sale, amount: sale.amount - BigInt(1 + this.chance.below(2)) });
  }

  /** A firm writes more than the bank has room for, and mostly begins with the number. */
  private byInvoice(sale: Transfer): void {
    const text = 'for consulting and delivery, O’Neill & Sons Ltd';
    const reference = this.chance.oneIn(10)
      ? `Payment ${text}: ${sale.reference}`
      : `${sale.reference} ${text}`;
    this.byTransfer({ ...sale, reference });
  }

  /** The bank of the customer keeps 3.50 of it. */
  private tooLittle(sale: Transfer): void {
    const affair = this.posted(sale);
    this.bank.receive(affair, { ...sale, amount: sale.amount - 350n });
    affair.agrees = false;
  }

  private tooLate(sale: Transfer): void {
    const affair = this.posted(sale);
    this.bank.receive(affair, { ...sale, day: sale.day + 14 });
    affair.agrees = false;
  }

  private refund({ day, amount, ...sale }: Transfer): void {
    const back = {
      ...sale,
      day: day + this.chance.below(10),
      amount: this.chance.oneIn(2) ? -amount : -amount / 2n,
    };
    if (back.day <= LAST_DAY) this.byTransfer(back);
  }

  /** A card company pays the next day what the cards of a day came to, less its fees, under a number of its own. */
  private takeCards(day: number, company: string): void {
    const reference = `ST-${dateOf(day)}-${company}`;
    const amounts = Array.from(
      { length: 5 + this.chance.below(40) },
      () => (this.chance.oneIn(20) ? -1n : 1n) * this.price(),
    );
    const affair = this.postAll(day, 'GBP', amounts, [reference]);
    this.affairsOf.set(reference, [affair]);
    const fee = sumOf(amounts.map(feeFor));
    const amount = sumOf(amounts) - fee;
    this.bank.receive(affair, {
      day: day + 1,
      amount,
      currency: 'GBP',
      reference,
      fee: this.chance.oneIn(5) ? null : fee,
    });
  }

  /** A wallet pays what came in on a day, and names nothing that the shop knows. */
  private takeWallet(day: number): void {
    const amounts = Array.from({ length: 2 + this.chance.below(10) }, () => this.price());
    const affair = this.postAll(day, 'CHF', amounts, []);
    const reference = `wallet ${this.chance.word('0123456789', 12)}`;
    this.bank.receive(affair, {
      day,
      amount: sumOf(amounts),
      currency: 'CHF',
      reference,
    });
  }

  private posted({ day, amount, currency, reference }: Transfer): Affair {
    const affair = this.affair();
    affair.agrees = this.books.post(affair, day, amount, currency, [reference]) === amount;
    this.affairsOf.set(reference, [...(this.affairsOf.get(reference) ?? []), affair]);
    return affair;
  }

  /** All of them in one affair. What was not entered is seen in what they come to, unless it comes to nothing. */
  private postAll(day: number, currency: string, amounts: readonly bigint[], reference: string[]): Affair {
    const affair = this.affair();
    const entered = amounts.map((amount) => {
      const number = this.number();
      this.affairsOf.set(number, [affair]);
      return this.books.post(affair, day, amount, currency, [number, ...reference]);
    });
    affair.agrees = sumOf(entered) === sumOf(amounts);
    return affair;
  }

  private affair(): Affair {
    const affair = { agrees: true, items: [], lines: [], costs: [] };
    this.affairs.push(affair);
    return affair;
  }

  private price(): bigint {
    if (this.shape.prices === 'all the same') return 999n;
    return this.chance.oneIn(3) ? BigInt(500 + this.chance.below(60_000)) : this.chance.pick(CATALOGUE);
  }

  private number(): string {
    this.orders += 1;
    return this.shape.numbering === 'counted up'
      ? `order-${100_000 + this.orders}`
      : `ORD-${this.chance.word(LETTERS, 8)}`;
  }
}

/** The same month for the same seed, with what belongs together beside it. */
export function monthOf(seed: number, shape: Shape): Month {
  const shop = new Shop(shape, new Chance(seed));
  shop.live();
  const { affairs, books, bank } = shop;
  return { affairs, items: books.items, lines: bank.lines, lastDay: dateOf(LAST_DAY) };
}
