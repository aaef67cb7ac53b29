import {
  AccountName,
  Balance,
  Count,
  Currency,
  Limit,
  Many,
  Metadata,
  Moment,
  Nullable,
  One,
  OneOf,
  Optional,
  Words,
} from './field';

export const ACCOUNT_TYPES = ['asset', 'liability', 'equity', 'income', 'expense'] as const;
export type AccountType = (typeof ACCOUNT_TYPES)[number];
export const DIRECTIONS = ['DEBIT', 'CREDIT'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** POST /v1/books/{book}/accounts, and the body of `account.requested.v1`. */
export class AccountRequest {
  @AccountName() name!: string;
  @OneOf(...ACCOUNT_TYPES) type!: AccountType;
  @Currency() currency!: string;
  /** Lowest balance on the normal side; "0" unless given, null for none. */
  @Optional() @Nullable() @Limit() min_balance?: string | null;
  /** Highest balance on the normal side; none unless given. */
  @Optional() @Nullable() @Limit() max_balance?: string | null;
  @Optional() @Metadata() metadata?: Record<string, string>;
}

/** Signed minor units on the account's normal side. */
export class Balances {
  @Balance() posted!: string;
  /** What is posted, less what open holds will take out of it, plus what they will bring. */
  @Balance() pending!: string;
  /** What is posted, less the pending amounts that would lower it. */
  @Balance() available!: string;
}

export class Account {
  @AccountName() name!: string;
  @OneOf(...ACCOUNT_TYPES) type!: AccountType;
  @OneOf(...DIRECTIONS) normal_balance!: Direction;
  @Currency() currency!: string;
  @OneOf('ACTIVE') status!: 'ACTIVE';
  @Count() version!: string;
  @Nullable() @Limit() min_balance!: string | null;
  @Nullable() @Limit() max_balance!: string | null;
  @Metadata() metadata!: Record<string, string>;
  @One(() => Balances) balances!: Balances;
  @Moment() created_at!: string;
}

export class AccountPage {
  @Many(() => Account) data!: Account[];
  @Nullable() @Words() next_cursor!: string | null;
}
