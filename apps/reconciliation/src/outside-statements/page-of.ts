import type { PageQuery } from '@pacioli/contracts/request-parameters';
import { Cursors, limitOf } from '@pacioli/service/http/cursors';

export interface Page<T> {
  readonly data: T[];
  readonly next_cursor: string | null;
}

/**
 * A page of a list, found by `find` from a place on: one more than are shown, so that it is known whether any follow. A place is the
 * sequence of the last that was shown.
 */
export async function pageOf<T>(
  cursors: Cursors,
  list: string,
  asked: PageQuery,
  find: (place: string | undefined, limit: number) => Promise<{ sequence: bigint; view: T }[]>,
): Promise<Page<T>> {
  const limit = limitOf(asked);
  const found = await find(cursors.open(list, asked.cursor), limit + 1);
  const shown = found.slice(0, limit);
  return {
    data: shown.map(({ view }) => view),
    next_cursor: found.length > limit ? cursors.seal(list, shown.at(-1)!.sequence.toString()) : null,
  };
}
