import type { AccountStatus, AccountStatusChange } from '@pacioli/contracts/account';
import type { PaymentEventOf } from '@pacioli/contracts/payment-event';
import { MOST_METADATA } from '@pacioli/contracts/field';
import { accountAnswer } from './account-answer';
import type { AccountState } from './account-state';
import { limitsContradict } from './balance-limits';
import type { AccountChangeRecord } from './decision-record';
import { inKeyOrder } from './metadata';
import { done, refuse, type Movement, type Outcome, type Refusal, type View } from './movement';

type ChangeType =
  | 'account-suspension.requested.v1'
  | 'account-activation.requested.v1'
  | 'account-closure.requested.v1'
  | 'account-change.requested.v1';

type ChangedAccount = Readonly<AccountState> & Pick<AccountChangeRecord, 'metadata'>;

/** What may become of the account, or why it may not. */
type Change<Body> = (account: ChangedAccount, body: Body) => Partial<AccountChangeRecord> | Refusal;

/**
 * A movement that changes one account and no balance. Refused in this order: `book_not_found`, `account_not_found`,
 * `account_closed`, `version_conflict`, then for causes of its own.
 */
const changeOf = <T extends ChangeType>(change: Change<PaymentEventOf<T>['body']>): Movement<T> => ({
  needs: (body) => ({ accounts: [body.account], metadata: [body.account] }),
  decide: (event, view) => decide(event, view, change as Change<object>),
});

function decide(event: PaymentEventOf<ChangeType>, view: View, change: Change<object>): Outcome {
  const { body, rules } = event;
  const { account: name, if_match: seen } = body;
  if (!view.book.opened) return refuse('book_not_found', `There is no book ${view.book.id}.`);
  const account = view.account(name);
  if (!account) return refuse('account_not_found', `There is no account ${name}.`);
  if (account.status === 'CLOSED') return refuse('account_closed', `Account ${name} is closed.`);
  const tag = `${account.version}.${account.revision}`;
  if (seen !== undefined && seen !== tag)
    return refuse('version_conflict', `Account ${name} is at version and revision ${tag}, not ${seen}.`);
  const before = view.metadata(name);
  const changed = change({ ...account, metadata: before }, body);
  if ('code' in changed) return changed;
  const { number, status, minBalance, maxBalance } = account;
  const record: AccountChangeRecord = {
    ...{ account: number, accountName: name, revision: account.revision + 1n },
    ...{ status, minBalance, maxBalance, reason: null },
    ...changed,
    metadata: inKeyOrder(changed.metadata ?? before),
  };
  const answer = accountAnswer({ ...account, ...changesOf(record) }, record.metadata, rules);
  return done(answer, { accountChanges: [record] });
}

const changesOf = ({ revision, status, minBalance, maxBalance }: AccountChangeRecord) => ({
  ...{ revision, status, minBalance, maxBalance },
});

const becomes = (status: AccountStatus, { reason }: AccountStatusChange) => ({
  ...{ status, reason: reason ?? null },
});

/** Nothing is posted to a suspended account until it is activated. Refused besides: `account_suspended`. */
export const suspendAccount = changeOf<'account-suspension.requested.v1'>((account, body) =>
  account.status === 'SUSPENDED'
    ? refuse('account_suspended', `Account ${account.name} is suspended already.`)
    : becomes('SUSPENDED', body),
);

/** Refused besides: `account_active`. */
export const activateAccount = changeOf<'account-activation.requested.v1'>((account, body) =>
  account.status === 'ACTIVE'
    ? refuse('account_active', `Account ${account.name} is active already.`)
    : becomes('ACTIVE', body),
);

/** For ever, and only an account with nothing on it. Refused besides: `account_not_empty`, `account_has_holds`. */
export const closeAccount = changeOf<'account-closure.requested.v1'>((account, body) => {
  const { debitsPosted, creditsPosted, debitsPending, creditsPending } = account.totals;
  if (debitsPosted !== creditsPosted)
    return refuse(
      'account_not_empty',
      `Account ${account.name} has a balance; only an empty one can be closed.`,
    );
  if (debitsPending + creditsPending > 0n)
    return refuse('account_has_holds', `Account ${account.name} has open holds: void them first.`);
  return becomes('CLOSED', body);
});

/** New limits hold for what comes; a balance beyond them may stay. Refused besides: `too_much_metadata`, `limits_contradict`. */
export const changeAccount = changeOf<'account-change.requested.v1'>((account, body) => {
  const limit = (given: string | null | undefined, before: bigint | null) =>
    given === undefined ? before : given === null ? null : BigInt(given);
  const minBalance = limit(body.min_balance, account.minBalance);
  const maxBalance = limit(body.max_balance, account.maxBalance);
  const pairs = new Map(Object.entries(account.metadata));
  for (const [key, value] of Object.entries(body.metadata ?? {})) {
    if (value === null) pairs.delete(key);
    else pairs.set(key, value);
  }
  if (pairs.size > MOST_METADATA)
    return refuse('too_much_metadata', `Account ${account.name} would have ${pairs.size} pairs of metadata.`);
  const metadata = Object.fromEntries(pairs);
  return limitsContradict({ minBalance, maxBalance }) ?? { minBalance, maxBalance, metadata };
});
