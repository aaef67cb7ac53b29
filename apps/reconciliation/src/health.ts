import { paymentEventsTopic } from '@pacioli/contracts/topics';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import type { Dependency } from '@pacioli/service/health';
import type { RunSettings } from './proof/run';
import { newestRun, type NewestRun } from './proof/runs-store';
import { RunUnderWay } from './run-under-way';
import type { ReportFolder } from './reports/report-folder';

/** After how many seconds without a run the service is not ready. */
export interface MaxAge {
  readonly run: number;
  readonly fullRun: number;
}

/**
 * What the service needs to do its work: the database, the topic, and that its reports do not grow old. A new installation
 * has no report and one that was down has old ones, so age counts from the start of the process at the earliest. And it counts
 * up to when a run began that is under way, since a run of everything may take long, as long as that run moves.
 */
export function dependencies(
  { database, kafka, prefix }: RunSettings,
  maxAge: MaxAge,
  folder: ReportFolder,
  now: () => number = Date.now,
): Dependency[] {
  const startedAt = now();
  const runUnderWay = new RunUnderWay(database);
  return [
    {
      name: 'database',
      check: async () => {
        await database.query('select 1');
        return {};
      },
    },
    {
      name: 'kafka',
      check: async () => {
        const topic = await TopicReader.open(kafka, paymentEventsTopic(prefix));
        await topic.close();
        return {};
      },
    },
    {
      name: 'reports',
      check: async () => {
        const [any, full] = [await newestRun(database, 'any'), await newestRun(database, 'full')];
        const underWay = await runUnderWay.look(now());
        const secondsSince = (time: number, until = now()) => Math.round((until - time) / 1000);
        const moves = underWay !== undefined && secondsSince(underWay.movedAt) <= maxAge.run;
        const until = moves ? underWay.firstSeenAt : now();
        const isLate = (newest: NewestRun | undefined, seconds: number) =>
          secondsSince(Math.max(newest?.finishedAt.valueOf() ?? 0, startedAt), until) > seconds;
        if (isLate(any, maxAge.run))
          throw new Error(`no run for more than ${maxAge.run} s; the log says why`);
        if (isLate(full, maxAge.fullRun))
          throw new Error(`no run of everything for more than ${maxAge.fullRun} s; the log says why`);
        const ageOf = (newest: NewestRun | undefined) =>
          newest === undefined ? null : secondsSince(newest.finishedAt.valueOf());
        return {
          ...{ last_run_age_seconds: ageOf(any), last_full_run_age_seconds: ageOf(full) },
          run_under_way: underWay?.holder ?? null,
          // Files are copies of what is stored, so the service can do its work without them.
          report_files: folder.state,
        };
      },
    },
  ];
}
