import type { BreaksMark } from '@pacioli/ledger-db/open-breaks';
import type { Query } from '../writes/keyed-writes';

const LOCK = `hashtextextended('what runs say of breaks', 0)`;

/**
 * Called before an event of a break or a statement is added: until the transaction ends, no run takes its mark. Rows are numbered when
 * they are added and seen when that is committed, so without it a row could come to light behind a mark that it is counted before.
 */
export async function beforeMark(query: Query): Promise<void> {
  await query(`select pg_advisory_xact_lock_shared(${LOCK})`);
}

/** Up to where breaks and statements are written: nothing is added up to there any more. */
export async function takeMark(query: Query): Promise<BreaksMark> {
  await query(`select pg_advisory_xact_lock(${LOCK})`);
  const [mark] = await query<[BreaksMark]>(`
    select (select coalesce(max(sequence), 0) from reconciliation.break_event) as "breakEvents",
           (select coalesce(max(sequence), 0) from reconciliation.statement) as statements`);
  return mark;
}
