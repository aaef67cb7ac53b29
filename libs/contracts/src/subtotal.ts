import { DIRECTIONS, type Direction } from './account';
import {
  AccountName,
  BookId,
  Count,
  Currency,
  Many,
  Moment,
  Nullable,
  OneOf,
  SignedTotal,
  Words,
} from './field';

/**
 * The balances of all accounts at and below a prefix, by currency. Balances are signed on the normal side, so accounts of
 * different normal sides are never summed together.
 */
export class Subtotal {
  /** Null for the whole book. */
  @Nullable() @AccountName() prefix!: string | null;
  @Currency() currency!: string;
  @OneOf(...DIRECTIONS) normal_balance!: Direction;
  /** How many accounts they are. */
  @Count() accounts!: string;
  @SignedTotal() posted!: string;
  @SignedTotal() pending!: string;
  @SignedTotal() available!: string;
}

export class Subtotals {
  @BookId() book!: string;
  /** Of this page: something may be posted before the next one is read. */
  @Moment() as_of!: string;
  @Many(() => Subtotal) data!: Subtotal[];
  @Nullable() @Words() next_cursor!: string | null;
}
