import type { LedgerDatabase } from './ledger-database';
import { ENDS } from './breaks/break-rows';

/** How many breaks of one cause are open. */
export interface OpenBreaks {
  readonly book: string;
  readonly source: string;
  readonly cause: string;
  readonly count: number;
}

const COUNT = `
select b.book, b.source, b.cause, count(*)::integer as count
  from reconciliation.break b
 where not exists (select from reconciliation.break_event e where e.break = b.id and e.type in ${ENDS})
 group by b.book, b.source, b.cause`;

/** What is open in all books, for whoever watches. */
export const countOpenBreaks = (database: LedgerDatabase): Promise<OpenBreaks[]> =>
  database.query<OpenBreaks[]>(COUNT);
