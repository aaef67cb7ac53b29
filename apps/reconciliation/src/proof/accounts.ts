import type { AccountType } from '@pacioli/contracts/account';
import type { Totals } from '@pacioli/ledger-core/balance';
import type { EarlierAccount } from './earlier';

/** An account as the postings read so far leave it. */
export interface AccountState {
  readonly name: string;
  readonly type: AccountType;
  readonly currency: string;
  readonly version: bigint;
  readonly totals: Totals;
}

/** Version and four totals of an account. */
const COLUMNS = 5;

/**
 * The accounts of one book: all that a run keeps of a book in memory. They are kept in columns, at some 200 bytes each, since
 * objects of their own take twice as much and a book may have a million of them.
 */
export class Accounts {
  private readonly places = new Map<number, number>();
  private readonly names: string[] = [];
  private readonly types: AccountType[] = [];
  private readonly currencies: string[] = [];
  private standings = new BigInt64Array(COLUMNS * 16);
  /** One string for all accounts that say the same. */
  private readonly words = new Map<string, string>();

  /** Takes up an account as it stood before a range. */
  goOnFrom({ account, version, totals }: EarlierAccount): void {
    this.open(account);
    this.move(account.number, version, totals);
  }

  open({ number, name, type, currency }: EarlierAccount['account']): void {
    const place = this.names.length;
    this.places.set(number, place);
    this.names.push(name);
    this.types.push(this.word(type));
    this.currencies.push(this.word(currency));
    if (this.standings.length === place * COLUMNS) {
      const grown = new BigInt64Array(this.standings.length * 2);
      grown.set(this.standings);
      this.standings = grown;
    }
  }

  get(number: number): AccountState | undefined {
    const place = this.places.get(number);
    return place === undefined ? undefined : this.at(place);
  }

  /** Takes over where a posting leaves its account. */
  move(number: number, version: bigint, totals: Totals): void {
    const at = this.places.get(number)! * COLUMNS;
    this.standings[at] = version;
    this.standings[at + 1] = totals.debitsPosted;
    this.standings[at + 2] = totals.creditsPosted;
    this.standings[at + 3] = totals.debitsPending;
    this.standings[at + 4] = totals.creditsPending;
  }

  *all(): Generator<AccountState> {
    for (const place of this.names.keys()) yield this.at(place);
  }

  /** How a row names an account: one that does not exist has a number only. */
  name(number: number): string {
    const place = this.places.get(number);
    return place === undefined ? `account ${number}` : this.names[place]!;
  }

  type(number: number): AccountType | undefined {
    const place = this.places.get(number);
    return place === undefined ? undefined : this.types[place];
  }

  private at(place: number): AccountState {
    const at = place * COLUMNS;
    return {
      name: this.names[place]!,
      type: this.types[place]!,
      currency: this.currencies[place]!,
      version: this.standings[at]!,
      totals: {
        debitsPosted: this.standings[at + 1]!,
        creditsPosted: this.standings[at + 2]!,
        debitsPending: this.standings[at + 3]!,
        creditsPending: this.standings[at + 4]!,
      },
    };
  }

  private word<Word extends string>(text: Word): Word {
    const known = this.words.get(text);
    if (known === undefined) this.words.set(text, text);
    return (known ?? text) as Word;
  }
}
