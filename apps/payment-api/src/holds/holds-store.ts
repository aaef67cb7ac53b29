import type { Hold } from '@pacioli/contracts/hold';
import { holdAnswer } from '@pacioli/ledger-core/hold-state';
import {
  HOLD,
  NEWEST_HOLD_CHANGE,
  holdState,
  holdStates,
  type HoldRow,
} from '@pacioli/ledger-db/ledger-state';
import type { LedgerDatabase } from '../ledger-database';

const PAGE = `
select ${HOLD}
  from (select * from hold where book = $1 and ($2::bigint is null or entry < $2) order by entry desc limit $3) h
  join journal_entry e on e.book = h.book and e.number = h.entry
  left join lateral (${NEWEST_HOLD_CHANGE}) c on true
 order by h.entry desc`;

/**
 * By the database's clock. Holds are limited before it is known of what remains of them: most were captured, any number of them,
 * and none is visited beyond the page.
 */
const DUE = `
select h.book, h.entry, h.expires_at as "expiresAt", 'hold_' || encode(uuid_send(e.id), 'hex') as id,
       c.revision is null or c.captured + c.voided + c.expired < h.amount as "isOpen"
  from (select * from hold
         where (expires_at, book, entry) > (coalesce($2::timestamptz, now() - $1::interval), $3, $4::bigint)
           and expires_at <= now()
         order by expires_at, book, entry
         limit $5) h
  join journal_entry e on e.book = h.book and e.number = h.entry
  left join lateral (${NEWEST_HOLD_CHANGE}) c on true
 order by h.expires_at, h.book, h.entry`;

/** A hold whose time is over. */
export interface DueHold {
  readonly book: string;
  readonly id: string;
  readonly entry: bigint;
  readonly expiresAt: Date;
  /** Whether anything remains of it. */
  readonly isOpen: boolean;
}

export class HoldsStore {
  constructor(private readonly database: LedgerDatabase) {}

  async byId(book: string, id: string): Promise<Hold | undefined> {
    const found = await holdStates(
      (text, parameters) => this.database.read(text, parameters),
      [{ book, id }],
    );
    return found.map(({ state }) => holdAnswer(state))[0];
  }

  /** Holds before the entry of this number, or from the newest on, with the number of each one's entry. */
  async page(book: string, before: string | null, limit: number): Promise<{ entry: bigint; hold: Hold }[]> {
    const rows = await this.database.read<HoldRow>(PAGE, [book, before, limit]);
    return rows.map((row) => ({ entry: row.entry, hold: holdAnswer(holdState(row)) }));
  }

  /**
   * Holds whose time is over, in the order in which it was: after one of them, or from those on that were due an interval of this
   * length ago, as PostgreSQL reads it.
   */
  due(age: string, after: DueHold | undefined, limit: number): Promise<DueHold[]> {
    const place = [after?.expiresAt ?? null, after?.book ?? '', after?.entry ?? 0n];
    return this.database.read(DUE, [age, ...place, limit]);
  }
}
