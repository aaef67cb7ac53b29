import type { PeriodRow } from '../journal';
import { entryName, periodName, printedMoment, type Written } from '../written';
import { Findings } from './findings';

/** Nothing that was recorded after a period was closed takes effect in it. */
export class PeriodsStayClosed {
  readonly findings = new Findings('periods_stay_closed');
  private readonly closed: PeriodRow[] = [];

  /** Takes up what was closed before a range. */
  goOnFrom(period: PeriodRow): void {
    this.closed.push(period);
  }

  see({ entries, periods }: Written): void {
    for (const { entry } of entries) {
      const period = this.closed.find(
        ({ startsAt, endsAt }) => startsAt <= entry.effectiveAt && entry.effectiveAt < endsAt,
      );
      if (period === undefined) continue;
      const expected = `an effect outside ${period.period}, which was closed before`;
      this.findings.add(entryName(entry), expected, printedMoment(entry.effectiveAt));
    }
    for (const period of periods) {
      this.findings.checked += 1;
      if (this.closed.some((closed) => closed.period === period.period))
        this.findings.add(periodName(period), 'one closing of it', 'another');
      this.closed.push(period);
    }
  }
}
