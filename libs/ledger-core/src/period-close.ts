import type { ClosedPeriod } from '@pacioli/contracts/period';
import { done, refuse, type Movement } from './movement';

/**
 * Closes a month of a book, for ever: whatever is recorded from then on takes effect outside it.
 * Refused in this order: `book_not_found`, `time_zone_differs`, `period_not_over`, `period_already_closed`.
 */
export const closePeriod: Movement<'period-close.requested.v1'> = {
  needs: () => ({ accounts: [] }),
  decide: ({ body }, { book, recordedAt }) => {
    const { period, time_zone, starts_at, ends_at } = body;
    if (!book.opened) return refuse('book_not_found', `There is no book ${book.id}.`);
    if (time_zone !== book.timeZone)
      return refuse(
        'time_zone_differs',
        `${period} was reckoned in ${time_zone}, and the book is kept in ${book.timeZone}.`,
      );
    const [startsAt, endsAt] = [Date.parse(starts_at), Date.parse(ends_at)];
    if (recordedAt < endsAt) return refuse('period_not_over', `${period} ends at ${ends_at}.`);
    if (book.closedPeriods.some((closed) => closed.period === period))
      return refuse('period_already_closed', `${period} was closed before.`);
    const [from, until, closed_at] = [startsAt, endsAt, recordedAt].map((time) =>
      new Date(time).toISOString(),
    );
    const answer: ClosedPeriod = {
      period,
      status: 'closed',
      starts_at: from!,
      ends_at: until!,
      closed_at: closed_at!,
    };
    return done(answer, { closedPeriods: [{ period, startsAt, endsAt }] });
  },
};
