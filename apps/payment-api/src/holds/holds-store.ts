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

/** By the database's clock, and only those of which something remains; of the others there may be any number. */
const OVERDUE = `
select h.book, 'hold_' || encode(uuid_send(e.id), 'hex') as id
  from hold h
  join journal_entry e on e.book = h.book and e.number = h.entry
  left join lateral (${NEWEST_HOLD_CHANGE}) c on true
 where h.expires_at > $1 and h.expires_at <= now()
   and (c.revision is null or c.captured + c.voided + c.expired < h.amount)
 order by h.expires_at
 limit $2`;

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

  /** Open holds whose time was over after one moment, in milliseconds since 1970, and until now, the first to be over first. */
  overdue(after: number, limit: number): Promise<{ book: string; id: string }[]> {
    return this.database.read(OVERDUE, [new Date(after), limit]);
  }
}
