import { ACCOUNT_TYPES, type AccountType } from './account';
import { AccountName, Balance, BookId, Currency, Many, Moment, OneOf, Total } from './field';

/** Turnover is everything that was ever posted on a side; balance is the net of both on the normal side. */
export class TrialBalanceAccount {
  @AccountName() name!: string;
  @OneOf(...ACCOUNT_TYPES) type!: AccountType;
  @Balance() debits!: string;
  @Balance() credits!: string;
  @Balance() balance!: string;
}

export class TrialBalanceCurrency {
  @Currency() currency!: string;
  @Total() debits!: string;
  @Total() credits!: string;
  @Many(() => TrialBalanceAccount) accounts!: TrialBalanceAccount[];
}

export class TrialBalance {
  @BookId() book!: string;
  @Moment() as_of!: string;
  @Many(() => TrialBalanceCurrency) currencies!: TrialBalanceCurrency[];
}
