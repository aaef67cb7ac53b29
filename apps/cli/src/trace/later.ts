import type { AccountStatus } from '@pacioli/contracts/account';
import type { EntryKind } from '@pacioli/contracts/journal-entry';
import { operationIdOf, type KeyId } from '@pacioli/contracts/operation-id';
import type { Query } from '@pacioli/ledger-db/ledger-state';
import type { Decision } from './decision';
import type { Written } from './written';

/** A later decision that touches what the traced one wrote. */
export type Later = {
  readonly decision: bigint;
  readonly recorded_at: Date;
  readonly operation: string;
} & (
  | { readonly what: 'reversal'; readonly entry: string; readonly number: bigint; readonly of: string }
  | {
      readonly what: 'hold_change';
      readonly kind: EntryKind;
      readonly entry: string;
      readonly number: bigint;
      readonly hold: string;
      readonly currency: string;
      readonly captured: bigint;
      readonly voided: bigint;
      readonly expired: bigint;
    }
  | { readonly what: 'account_change'; readonly account: string; readonly status: AccountStatus }
);

const MOST_LATER = 20;

const OF_OUTCOME = "o.decision, o.recorded_at, encode(uuid_send(o.key_id), 'hex') as key_id, o.fingerprint";
const idOf = (entry: string) => `'je_' || encode(uuid_send(${entry}.id), 'hex')`;

const REVERSALS = `
select ${OF_OUTCOME}, 'reversal' as what, ${idOf('r')} as entry, r.number, ${idOf('u')} as of
  from journal_entry r
  join journal_entry u on u.book = r.book and u.number = r.reverses
  join outcome o on o.book = r.book and o.decision = r.decision
 where r.book = $1 and r.reverses = any($2::bigint[]) and r.decision > $3
 order by r.number limit ${MOST_LATER}`;

const HOLD_CHANGES = `
select ${OF_OUTCOME}, 'hold_change' as what, e.kind, ${idOf('e')} as entry, e.number,
       'hold_' || encode(uuid_send(r.id), 'hex') as hold, h.currency, c.captured, c.voided, c.expired
  from hold_change c
  join hold h on h.book = c.book and h.entry = c.hold
  join journal_entry r on r.book = c.book and r.number = c.hold
  join journal_entry e on e.book = c.book and e.number = c.entry
  join outcome o on o.book = c.book and o.decision = c.decision
 where c.book = $1 and c.hold = any($2::bigint[]) and c.decision > $3
 order by c.entry limit ${MOST_LATER}`;

const ACCOUNT_CHANGES = `
select ${OF_OUTCOME}, 'account_change' as what, a.name as account, c.status
  from account_change c
  join account a on a.book = c.book and a.number = c.account
  join outcome o on o.book = c.book and o.decision = c.decision
 where c.book = $1 and c.account = any($2::integer[]) and c.decision > $3
 order by c.decision limit ${MOST_LATER}`;

/** What came after a decision and touches what it wrote, in the order of the decisions: the first of each kind. */
export async function laterThan(
  query: Query,
  { book, number }: Decision,
  written: Written,
): Promise<Later[]> {
  const later: Later[] = [];
  const add = async (sql: string, of: readonly (bigint | number)[]) => {
    if (of.length > 0) later.push(...(await query<LaterRow>(sql, [book, of, number])).map(laterOf));
  };
  await add(
    REVERSALS,
    written.entries.map((entry) => entry.number),
  );
  await add(
    HOLD_CHANGES,
    written.entries.filter(({ hold }) => hold !== null).map((entry) => entry.number),
  );
  await add(
    ACCOUNT_CHANGES,
    written.accounts.map((account) => account.number),
  );
  return later.sort((a, b) => (a.decision < b.decision ? -1 : 1));
}

type LaterRow = Later & { readonly key_id: KeyId; readonly fingerprint: Buffer };

function laterOf({ key_id, fingerprint, ...row }: LaterRow): Later {
  return { ...row, operation: operationIdOf(key_id, fingerprint) };
}
