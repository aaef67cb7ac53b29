import { paymentEventsTopic } from '@pacioli/contracts/topics';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import type { Dependency } from '@pacioli/service/health';
import type { RunSettings } from './proof/run';
import type { ReportWatch } from './report-watch';
import type { ReportFolder } from './reports/report-folder';

/** What the service needs to do its work: the database, the topic, and that its reports do not grow old. */
export function dependencies(
  { database, kafka, prefix }: RunSettings,
  watch: ReportWatch,
  folder: ReportFolder,
): Dependency[] {
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
        await watch.look();
        const { attempt, complaints, runUnderWay } = watch;
        if (complaints.length > 0) throw new Error(complaints.join('; '));
        return {
          ...{ last_run_age_seconds: watch.ageOf('any'), last_full_run_age_seconds: watch.ageOf('full') },
          ...{ last_attempt: attempt, run_under_way: runUnderWay },
          // Files are copies of what is stored, so the service can do its work without them.
          report_files: folder.state,
        };
      },
    },
  ];
}
