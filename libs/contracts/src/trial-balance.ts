import { ACCOUNT_TYPES, type AccountType } from './account';
import { AccountName, Balance, BookId, Currency, Many, Moment, OneOf, Optional, Total } from './field';

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
  /** What was recorded by then. */
  @Moment() as_of!: string;
  /** Of that, what had taken effect by then; all of it unless given. */
  @Optional() @Moment() effective_at?: string;
  @Many(() => TrialBalanceCurrency) currencies!: TrialBalanceCurrency[];
}
