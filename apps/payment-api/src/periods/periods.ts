import type { PeriodQuery } from '@pacioli/contracts/request-parameters';
import type { Effect, Known } from '@pacioli/ledger-db/effective-totals';
import type { Cursors } from '@pacioli/service/http/cursors';
import { invalidRequest } from '@pacioli/service/http/problem';
import type { JournalEntriesStore } from '../journal-entries/journal-entries-store';

/** From before the first moment that belongs to it, to the last: of recording, or of effect. */
export type Period =
  | { readonly by: 'recorded'; readonly opening: Known; readonly closing: Known }
  | { readonly by: 'effective'; readonly opening: Effect; readonly closing: Effect };

/** Periods that are asked for, and places in lists about them. */
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
    const { from, until, by = 'recorded', at, cursor } = query;
    if (Date.parse(until) <= Date.parse(from))
      throw invalidRequest([{ pointer: '?until', detail: 'must be later than from' }]);
    if (by === 'recorded' && at !== undefined)
      throw invalidRequest([
        { pointer: '?at', detail: 'goes with by=effective: a period of recording ends by itself' },
      ]);
    const sealed = this.cursors.open(listOf(list, query), cursor);
    if (sealed === undefined) return { period: await this.period(book, query) };
    const [period, place] = JSON.parse(sealed) as [Period, string];
    return { period, place };
  }

  seal(list: string, query: PeriodQuery, period: Period, place: string): string {
    return this.cursors.seal(listOf(list, query), JSON.stringify([period, place]));
  }

  private async period(
    book: string,
    { from, until, by = 'recorded', at = NOW }: PeriodQuery,
  ): Promise<Period> {
    const [first, last] = [lastBefore(from), lastBefore(until)];
    if (by === 'recorded')
      return {
        by,
        opening: await this.entries.known(book, first),
        closing: await this.entries.known(book, last),
      };
    const known = await this.entries.known(book, at);
    const effect = (moment: string) => this.entries.effect(book, moment, known);
    return { by, opening: await effect(first), closing: await effect(last) };
  }
}

/** PostgreSQL's moment after all others. */
const NOW = 'infinity';

const listOf = (list: string, { from, until, by, at }: PeriodQuery): string =>
  [list, from, until, by, at].join(' ');

/** Times of recording and of effect are whole milliseconds. */
const lastBefore = (moment: string): string => new Date(Date.parse(moment) - 1).toISOString();
