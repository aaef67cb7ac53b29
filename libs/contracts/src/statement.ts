import { ACCOUNT_TYPES, Balances, DIRECTIONS, type AccountType, type Direction } from './account';
import { AccountName, BookId, Count, Currency, Many, Moment, Nullable, One, OneOf, Words } from './field';
import { AXES, type Axis } from './request-parameters';
import { AccountPosting } from './journal-entry';

/** Where an account stands at one end of a period. */
export class StatementBalances extends Balances {
  @Count() version!: string;
}

/** A posting, with what its entry says of it. Its balances are those after all that comes before it in the statement. */
export class StatementPosting extends AccountPosting {
  @Nullable() @Words() description!: string | null;
  @Nullable() @Words() reference!: string | null;
}

/** A page of the postings that were recorded, or took effect, in a period, in that order; opening and closing are those of the whole period. */
export class Statement {
  @BookId() book!: string;
  @AccountName() account!: string;
  @OneOf(...ACCOUNT_TYPES) type!: AccountType;
  @OneOf(...DIRECTIONS) normal_balance!: Direction;
  @Currency() currency!: string;
  @Moment() from!: string;
  @Moment() until!: string;
  @OneOf(...AXES) by!: Axis;
  @One(() => StatementBalances) opening!: StatementBalances;
  @Many(() => StatementPosting) data!: StatementPosting[];
  @One(() => StatementBalances) closing!: StatementBalances;
  @Nullable() @Words() next_cursor!: string | null;
}
