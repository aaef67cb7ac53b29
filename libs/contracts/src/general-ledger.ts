import { ACCOUNT_TYPES, type AccountType } from './account';
import { AccountName, Balance, BookId, Currency, Many, Moment, Nullable, OneOf, Words } from './field';
import { AXES, type Axis } from './request-parameters';

/** Posted balances on the normal side, and what was posted on each side in between. */
export class GeneralLedgerAccount {
  @AccountName() name!: string;
  @OneOf(...ACCOUNT_TYPES) type!: AccountType;
  @Currency() currency!: string;
  @Balance() opening!: string;
  @Balance() debits!: string;
  @Balance() credits!: string;
  @Balance() closing!: string;
}

export class GeneralLedger {
  @BookId() book!: string;
  @Moment() from!: string;
  @Moment() until!: string;
  @OneOf(...AXES) by!: Axis;
  @Many(() => GeneralLedgerAccount) data!: GeneralLedgerAccount[];
  @Nullable() @Words() next_cursor!: string | null;
}
