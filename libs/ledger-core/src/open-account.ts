import type { Account, AccountRequest } from '@pacioli/contracts/account';
import { NO_TOTALS, balancesOf, normalBalance } from './balance';
import type { AccountRecord } from './decision-record';
import { refuse, type Movement } from './movement';

/** Opens an account. Refused in this order: `book_not_found`, `account_already_exists`, `limits_contradict`. */
export const openAccount: Movement<'account.requested.v1'> = {
  accounts: ({ name }) => [name],
  decide: ({ body }, { book, account, recordedAt }) => {
    if (!book.opened) return refuse('book_not_found', `There is no book ${book.id}.`);
    if (account(body.name))
      return refuse('account_already_exists', `There is an account ${body.name} already.`);
    const opened = recordOf(body, book.accounts + 1);
    const { minBalance, maxBalance } = opened;
    if (minBalance !== null && maxBalance !== null && minBalance > maxBalance) {
      return refuse(
        'limits_contradict',
        `min_balance ${minBalance} is higher than max_balance ${maxBalance}.`,
      );
    }
    return { status: 'done', openedAccount: opened, answer: JSON.stringify(answerOf(opened, recordedAt)) };
  },
};

function recordOf(body: AccountRequest, number: number): AccountRecord {
  const limit = (text: string | null) => (text === null ? null : BigInt(text));
  return {
    number,
    name: body.name,
    type: body.type,
    currency: body.currency,
    minBalance: limit(body.min_balance === undefined ? '0' : body.min_balance),
    maxBalance: limit(body.max_balance ?? null),
    metadata: body.metadata ?? {},
  };
}

function answerOf(opened: AccountRecord, recordedAt: number): Account {
  return {
    name: opened.name,
    type: opened.type,
    normal_balance: normalBalance(opened.type),
    currency: opened.currency,
    status: 'ACTIVE',
    version: '0',
    min_balance: opened.minBalance?.toString() ?? null,
    max_balance: opened.maxBalance?.toString() ?? null,
    metadata: opened.metadata,
    balances: balancesOf(NO_TOTALS, opened.type),
    created_at: new Date(recordedAt).toISOString(),
  };
}
