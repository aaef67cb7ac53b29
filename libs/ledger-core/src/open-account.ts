import type { AccountRequest } from '@pacioli/contracts/account';
import { accountAnswer } from './account-answer';
import { limitsContradict } from './balance-limits';
import type { AccountRecord } from './decision-record';
import { Draft } from './draft';
import { done, refuse, type Movement } from './movement';
import { effectsOf } from './decision-record';

/** Opens an account. Refused in this order: `book_not_found`, `account_already_exists`, `limits_contradict`. */
export const openAccount: Movement<'account.requested.v1'> = {
  needs: ({ name }) => ({ accounts: [name] }),
  decide: ({ body, rules }, view) => {
    const { book } = view;
    if (!book.opened) return refuse('book_not_found', `There is no book ${book.id}.`);
    if (view.account(body.name))
      return refuse('account_already_exists', `There is an account ${body.name} already.`);
    const opened = recordOf(body, book.accounts + 1);
    const contradiction = limitsContradict(opened);
    if (contradiction) return contradiction;
    const effects = { openedAccounts: [opened] };
    const draft = new Draft(view);
    draft.apply(effectsOf(effects));
    return done(accountAnswer(draft.account(body.name)!, opened.metadata, rules), effects);
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
