import { DateTime } from 'luxon';
import { wrong, type Wrong } from './bad-line';
import type { LineContent } from './statement-line';

/** A provider may hold money back for months. */
const MOST_DAYS_TO_VALUE = 366;

/**
 * Refuses lines of days that can not have been told of yet. The last day of a source's lines says what may still come, and how old its
 * breaks are, so one line of a wrong year would spoil it for ever.
 */
export class FutureDays {
  private readonly lastBooked: string;
  private readonly lastValued: string;

  /** A day more is let pass: what is booked tomorrow is told of in the evening. */
  constructor(now: Date, zone: string) {
    const today = DateTime.fromJSDate(now, { zone });
    this.lastBooked = today.plus({ days: 1 }).toISODate()!;
    this.lastValued = today.plus({ days: MOST_DAYS_TO_VALUE }).toISODate()!;
  }

  /** The line, or what is wrong with it. */
  refuse(line: LineContent): LineContent | Wrong {
    const { bookedOn, valueOn } = line;
    if (bookedOn > this.lastBooked)
      return wrong('date_in_future', `It is booked on ${bookedOn}, which has not come yet.`);
    if (valueOn !== null && valueOn > this.lastValued)
      return wrong('date_in_future', `Its value is of ${valueOn}, more than a year ahead.`);
    return line;
  }
}
