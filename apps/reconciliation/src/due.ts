import type { RunScope } from '@pacioli/contracts/reconciliation-report';
import { CronTime } from 'cron';

/**
 * What a run has to look at that begins now: everything, if a full run has fallen due since the newest one began, as it has when
 * that one was killed or never was; what is new, if not.
 */
export function scopeDue(fullCron: string, newestFullRun: Date | undefined, now: Date): RunScope {
  // One from the future was made by a clock that was wrong.
  if (newestFullRun === undefined || newestFullRun > now) return 'full';
  const due = new CronTime(fullCron, 'UTC').getNextDateFrom(newestFullRun, 'UTC');
  return due.toMillis() <= now.getTime() ? 'full' : 'incremental';
}
