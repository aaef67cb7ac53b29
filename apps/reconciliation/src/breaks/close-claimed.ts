import type { Query } from '../writes/keyed-writes';
import { addEvents, type Members } from './break-rows';
import type { WorkedBreak } from './break-work';

/**
 * Closes the other open breaks whose every item and line a match has claimed. One that keeps some is left to the next run of matching,
 * which opens another in its place.
 */
export async function closeClaimed(
  query: Query,
  { open }: WorkedBreak,
  match: string,
  claimed: Members,
  ended: readonly string[],
): Promise<void> {
  const names = new Set([...claimed.items, ...claimed.lines]);
  const gone = open.filter(
    ({ id, items, lines }) =>
      !ended.includes(id) && [...items, ...lines].every((member) => names.has(member)),
  );
  await addEvents(
    query,
    gone.map(({ id }) => ({ break: id, type: 'closed', by: null, detail: { matches: [match], breaks: [] } })),
  );
}
