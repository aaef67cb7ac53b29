import { Fieldless, Many, Moment, Nullable, OneOf, Period, Text, Words } from './field';

/** POST /v1/books/{book}/periods/{yyyy-mm}/close: the path says it all. */
@Fieldless()
export class PeriodCloseRequest {}

/** The body of `period-close.requested.v1`: which month, and when it begins and ends where the book is kept. */
export class PeriodClose extends PeriodCloseRequest {
  @Period() period!: string;
  /** The zone by whose calendar the two moments were found, since only the edge of the system knows calendars. */
  @Text(64, 1) time_zone!: string;
  @Moment() starts_at!: string;
  @Moment() ends_at!: string;
}

export class ClosedPeriod {
  @Words() period!: string;
  @OneOf('closed') status!: 'closed';
  /** Nothing can take effect from here on, */
  @Moment() starts_at!: string;
  /** and until just before here. */
  @Moment() ends_at!: string;
  @Moment() closed_at!: string;
}

export class ClosedPeriodPage {
  @Many(() => ClosedPeriod) data!: ClosedPeriod[];
  @Nullable() @Words() next_cursor!: string | null;
}
