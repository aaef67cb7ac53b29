import type { PeriodQuery } from '@pacioli/contracts/request-parameters';
import type { Cursors } from '../http/cursors';
import { invalidRequest } from '../http/problem';
import type { JournalEntriesStore } from '../journal-entries/journal-entries-store';

/** What was recorded before one moment, as a time that the past is asked for by, and as the number of the newest entry. */
interface Bound {
  readonly at: string;
  readonly entry: bigint;
}

export interface Period {
  readonly opening: Bound;
  readonly closing: Bound;
}

/** Periods of recording, and places in lists about them. */
export class Periods {
  constructor(
    private readonly entries: JournalEntriesStore,
    private readonly cursors: Cursors,
  ) {}

  /**
   * The period that is asked for, and the place after which a cursor goes on. All pages of a list show the entries that the
   * first one knew, so that they agree with each other though the period is not over. Throws the problem `invalid_request`.
   */
  async open(list: string, book: string, query: PeriodQuery): Promise<{ period: Period; place?: string }> {
    const { from, until, cursor } = query;
    if (Date.parse(until) <= Date.parse(from))
      throw invalidRequest([{ pointer: '?until', detail: 'must be later than from' }]);
    const sealed = this.cursors.open(listOf(list, query), cursor);
    const [opening, closing] = [lastBefore(from), lastBefore(until)];
    if (sealed !== undefined) {
      const [first, last, place] = sealed.split(' ') as [string, string, string];
      const period = {
        opening: { at: opening, entry: BigInt(first) },
        closing: { at: closing, entry: BigInt(last) },
      };
      return { period, place };
    }
    return { period: { opening: await this.bound(book, opening), closing: await this.bound(book, closing) } };
  }

  /** The cursor of a place, which holds no space. */
  seal(list: string, query: PeriodQuery, { opening, closing }: Period, place: string): string {
    return this.cursors.seal(listOf(list, query), `${opening.entry} ${closing.entry} ${place}`);
  }

  private async bound(book: string, at: string): Promise<Bound> {
    return { at, entry: await this.entries.newestAt(book, at) };
  }
}

const listOf = (list: string, { from, until }: PeriodQuery): string => `${list} ${from} ${until}`;

/** Times of recording are whole milliseconds, as the broker gives them. */
const lastBefore = (moment: string): string => new Date(Date.parse(moment) - 1).toISOString();
