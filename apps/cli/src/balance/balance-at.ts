import type { Account } from '@pacioli/contracts/account';
import { operationIdOf, type KeyId } from '@pacioli/contracts/operation-id';
import { accountNow, accountThen } from '@pacioli/ledger-db/accounts';
import { effectAt, knownAt } from '@pacioli/ledger-db/known';
import type { Query } from '@pacioli/ledger-db/ledger-state';
import { NotFound } from '../not-found';

/** Moments in milliseconds since 1970; null for now, and for what had been recorded whenever it took effect. */
export interface Asked {
  readonly book: string;
  readonly account: string;
  readonly at: number | null;
  /** Whether `at` is a moment of effect rather than of recording. */
  readonly effective: boolean;
}

/** The entry that an account's version came of. */
export interface MadeBy {
  readonly number: bigint;
  readonly id: string;
  readonly recorded_at: Date;
  readonly effective_at: Date;
  readonly operation: string;
}

/** An account with its balances as of a moment. */
export interface BalanceAt {
  readonly book: string;
  readonly recorded_by: Date | null;
  readonly effective_by: Date | null;
  readonly account: Account;
  /** Null before its first posting, and by effect: no one entry makes what had taken effect, whenever it was recorded. */
  readonly made_by: MadeBy | null;
}

/** Throws NotFound. What is answered is what the API answers, by the same statements. */
export async function balanceAt(
  query: Query,
  { book, account: name, at, effective }: Asked,
): Promise<BalanceAt> {
  const moment = at === null ? null : new Date(at).toISOString();
  const account = await accountAs(query, book, name, moment, effective);
  if (account === undefined) throw await missing(query, book, name, moment);
  const by = at === null ? null : new Date(at);
  return {
    book,
    ...(effective ? { recorded_by: null, effective_by: by } : { recorded_by: by, effective_by: null }),
    account,
    made_by: effective || account.version === '0' ? null : await madeBy(query, book, account),
  };
}

async function accountAs(
  query: Query,
  book: string,
  name: string,
  moment: string | null,
  effective: boolean,
) {
  if (moment === null) return accountNow(query, book, name);
  if (!effective) return accountThen(query, book, name, await knownAt(query, book, moment));
  const known = await knownAt(query, book, 'infinity');
  return accountThen(query, book, name, await effectAt(query, book, moment, known));
}

const MADE_BY = `
select e.number, 'je_' || encode(uuid_send(e.id), 'hex') as id, e.recorded_at, e.effective_at,
       encode(uuid_send(o.key_id), 'hex') as key_id, o.fingerprint
  from account a
  join posting p on p.book = a.book and p.account = a.number and p.version = $3
  join journal_entry e on e.book = p.book and e.number = p.entry
  join outcome o on o.book = e.book and o.decision = e.decision
 where a.book = $1 and a.name = $2`;

type MadeByRow = Omit<MadeBy, 'operation'> & { readonly key_id: KeyId; readonly fingerprint: Buffer };

async function madeBy(query: Query, book: string, { name, version }: Account): Promise<MadeBy | null> {
  const [row] = await query<MadeByRow>(MADE_BY, [book, name, version]);
  if (row === undefined) return null;
  const { key_id: keyId, fingerprint, ...entry } = row;
  return { ...entry, operation: operationIdOf(keyId, fingerprint) };
}

async function missing(query: Query, book: string, name: string, moment: string | null): Promise<NotFound> {
  const [opened] = await query<object>('select from book where id = $1', [book]);
  if (opened === undefined) return new NotFound(`There is no book ${book} in the ledger.`);
  const then = moment === null ? '' : `, or it was opened after ${moment}`;
  return new NotFound(`There is no account ${name} in book ${book}${then}.`);
}
