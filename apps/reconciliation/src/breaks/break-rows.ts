import type { BreakEventType } from '@pacioli/contracts/statement-break';
import { isOpen } from '@pacioli/ledger-db/open-breaks';
import type { Break } from '../matching/statement-matching';
import type { Mirror } from '../outside-statements/statement-rows';
import { newId } from '../writes/ids';
import type { Query } from '../writes/keyed-writes';
import { beforeMark } from './marks';
import { json } from './match-rows';

/** Items as `entry/leg`, and ids of lines. */
export interface Members {
  readonly items: readonly string[];
  readonly lines: readonly string[];
}

export interface OpenBreak extends Members {
  readonly id: string;
  readonly cause: string;
  readonly currency: string;
}

const OPEN = `
select b.id, b.cause, b.currency,
       array(select i.entry || '/' || i.leg from reconciliation.break_item i where i.break = b.id order by i.entry, i.leg) as items,
       array(select l.line from reconciliation.break_line l where l.break = b.id order by l.line) as lines
  from reconciliation.break b
 where b.book = $1 and b.source = $2 and ${isOpen('b.id')}`;

export const openBreaks = (query: Query, { book, source }: Mirror): Promise<OpenBreak[]> =>
  query<OpenBreak[]>(OPEN, [book, source]);

export interface NewBreak extends Members {
  readonly found: Break;
  /** The day of its oldest item or line. */
  readonly oldestOn: string;
  /** The breaks that it comes in the place of. */
  readonly replaces: readonly string[];
}

const ADD = `
insert into reconciliation.break (id, book, source, cause, detail, reason, currency, amount, oldest_on)
select id, $2, $3, cause, detail, reason, currency, amount, oldest_on
  from jsonb_to_recordset($1::jsonb) as break (id text, cause text, detail jsonb, reason text, currency text, amount numeric,
       oldest_on date)`;

const ADD_ITEMS = `
insert into reconciliation.break_item (break, entry, leg)
select break, entry, leg from jsonb_to_recordset($1::jsonb) as item (break text, entry bigint, leg integer)`;

const ADD_LINES = `
insert into reconciliation.break_line (break, line)
select break, line from jsonb_to_recordset($1::jsonb) as line (break text, line text)`;

/** Opens breaks. Returns their ids, in the same order. */
export async function addBreaks(
  query: Query,
  { book, source }: Mirror,
  breaks: readonly NewBreak[],
): Promise<string[]> {
  const added = breaks.map((one) => ({ ...one, id: newId('brk') }));
  const rows = added.map(({ id, found, oldestOn }) => ({
    ...{ id, cause: found.cause, detail: detailOf(found), reason: found.reason },
    ...{ currency: found.currency, amount: found.amount, oldest_on: oldestOn },
  }));
  const items = added.flatMap(({ id, found }) =>
    found.items.map(({ entry, leg }) => ({ break: id, entry, leg })),
  );
  const lines = added.flatMap(({ id, found }) => found.lines.map((line) => ({ break: id, line })));
  await query(ADD, [json(rows), book, source]);
  await query(ADD_ITEMS, [json(items)]);
  await query(ADD_LINES, [json(lines)]);
  await addEvents(
    query,
    added.map(({ id, replaces }) => ({ break: id, type: 'opened', by: null, detail: { replaces } })),
  );
  return added.map(({ id }) => id);
}

/** What a cause says besides its name. That something may still come follows from the age, which grows. */
function detailOf(found: Break): object {
  switch (found.cause) {
    case 'missing_here':
    case 'missing_there':
      return {};
    case 'amount_differs':
      return { by: found.by };
    case 'date_differs':
      return { days: found.days };
    case 'duplicate':
      return { of: typeof found.of === 'string' ? found.of : `${found.of.entry}/${found.of.leg}` };
    case 'fee_variance':
      return { expected: found.expected, found: found.found };
  }
}

export interface NewEvent {
  readonly break: string;
  readonly type: BreakEventType;
  /** Null where matching did it. */
  readonly by: string | null;
  readonly detail: object;
}

const ADD_EVENTS = `
insert into reconciliation.break_event (break, revision, opening, type, by, detail)
select event.break, coalesce(newest.revision, 0) + 1, coalesce(newest.opening, 1) + (event.type = 'reopened')::integer,
       event.type, event.by, event.detail
  from jsonb_to_recordset($1::jsonb) as event (break text, type text, by text, detail jsonb)
  left join lateral (select max(revision) as revision, max(opening) as opening from reconciliation.break_event e where e.break = event.break) newest on true`;

/** Adds to the histories of breaks, at most one event each. */
export async function addEvents(query: Query, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await beforeMark(query);
  await query(ADD_EVENTS, [json(events)]);
}
