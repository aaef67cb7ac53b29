import type {
  BreakAssignment,
  BreakComment,
  BreakReopening,
  BreakResolution,
} from '@pacioli/contracts/statement-break';
import { Problem } from '@pacioli/service/http/problem';
import type { Mirror } from '../outside-statements/statement-rows';
import type { Query } from '../writes/keyed-writes';
import { addEvents, openBreaks, type OpenBreak } from './break-rows';
import { breakOf } from './break-views';
import { lockMatching } from './match-source';

/** An open break that nobody else works on until the transaction ends. */
export interface WorkedBreak extends OpenBreak {
  readonly mirror: Mirror;
  /** All that are open of its source, itself among them. */
  readonly open: readonly OpenBreak[];
}

/** Throws the problems `break_not_found` and `break_has_ended`. */
export async function workOn(query: Query, book: string, id: string): Promise<WorkedBreak> {
  const { source } = await breakOf(query, book, id);
  const mirror = { book, source };
  await lockMatching(query, mirror);
  const open = await openBreaks(query, mirror);
  return { ...openOne(open, id), mirror, open };
}

/** Throws the problem `break_has_ended`. */
export function openOne(open: readonly OpenBreak[], id: string): OpenBreak {
  const found = open.find((one) => one.id === id);
  if (found === undefined) throw new Problem('break_has_ended', `Break ${id} is not open.`);
  return found;
}

export const assign = (query: Query, { id }: WorkedBreak, { by, to }: BreakAssignment) =>
  addEvents(query, [{ break: id, type: 'assigned', by, detail: { to } }]);

export const comment = (query: Query, { id }: WorkedBreak, { by, text }: BreakComment) =>
  addEvents(query, [{ break: id, type: 'commented', by, detail: { text } }]);

/** Its items and lines stay with it, and are not matched any more. */
export const resolve = (query: Query, { id }: WorkedBreak, { by, reason }: BreakResolution) =>
  addEvents(query, [{ break: id, type: 'resolved', by, detail: { reason } }]);

/** Opens a break that was resolved by mistake. Throws the problems `break_not_found` and `break_not_resolved`. */
export async function reopen(
  query: Query,
  book: string,
  id: string,
  { by, reason }: BreakReopening,
): Promise<void> {
  const { source } = await breakOf(query, book, id);
  await lockMatching(query, { book, source });
  const { status } = await breakOf(query, book, id);
  if (status !== 'resolved')
    throw new Problem('break_not_resolved', `Break ${id} is ${status.replace('_', ' ')}.`);
  await addEvents(query, [{ break: id, type: 'reopened', by, detail: { reason } }]);
}
