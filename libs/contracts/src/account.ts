import {
  AccountName,
  AccountTag,
  Balance,
  Count,
  Currency,
  Limit,
  Many,
  Metadata,
  MetadataPatch,
  Moment,
  Nullable,
  One,
  OneOf,
  Optional,
  SignedTotal,
  Text,
  Words,
} from './field';

export const ACCOUNT_TYPES = ['asset', 'liability', 'equity', 'income', 'expense'] as const;
export type AccountType = (typeof ACCOUNT_TYPES)[number];
export const ACCOUNT_STATUSES = ['ACTIVE', 'SUSPENDED', 'CLOSED'] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];
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

/** POST .../accounts/{name}/suspend, /activate and /close. */
export class AccountStatusRequest {
  @Optional() @Text(500) reason?: string;
}

/** Which account is to be changed, and in which state it was seen last. */
export class AccountStatusChange extends AccountStatusRequest {
  @AccountName() account!: string;
  /** Version and revision of the account, as its ETag has them: `8.2`. */
  @Optional() @AccountTag() if_match?: string;
}

/** PATCH .../accounts/{name}: what is given changes, what is left out stays. A null takes a limit or a pair of metadata away. */
export class AccountPatch {
  @Optional() @Nullable() @Limit() min_balance?: string | null;
  @Optional() @Nullable() @Limit() max_balance?: string | null;
  @Optional() @MetadataPatch() metadata?: Record<string, string | null>;
}

/** The body of `account-change.requested.v1`. */
export class AccountChange extends AccountPatch {
  @AccountName() account!: string;
  @Optional() @AccountTag() if_match?: string;
}

/** Signed minor units on the account's normal side. */
export class Balances {
  @Balance() posted!: string;
  /** What is posted, less what open holds will take out of it, plus what they will bring. */
  @SignedTotal() pending!: string;
  /** What is posted, less the pending amounts that would lower it. */
  @SignedTotal() available!: string;
}

export class Account {
  @AccountName() name!: string;
  @OneOf(...ACCOUNT_TYPES) type!: AccountType;
  @OneOf(...DIRECTIONS) normal_balance!: Direction;
  @Currency() currency!: string;
  @OneOf(...ACCOUNT_STATUSES) status!: AccountStatus;
  /** How many postings it has. */
  @Count() version!: string;
  /** How often it was changed without moving money; absent from the answers of rules 1. */
  @Optional() @Count() revision?: string;
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
