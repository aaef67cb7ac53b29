import { Balances } from './account';
import { AccountName, Anything, Count, Currency, Many } from './field';

/** What a write leaves on an account that it touches. */
export class BalancesAfter extends Balances {
  @AccountName() account!: string;
  @Currency() currency!: string;
  @Count() version!: string;
}

/** What a write would be answered, if it were the next in its book. */
export class DryRun {
  /** The number of the book's newest decision, after which the write was tried; 0 before the first. */
  @Count() as_of!: string;
  /** The body of the answer to the write itself. */
  @Anything() answer!: object;
  /** In the order in which the write touches them. */
  @Many(() => BalancesAfter) balances!: BalancesAfter[];
}
