import { paymentEventsTopic } from '@pacioli/contracts/topics';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import type { Dependency } from '@pacioli/service/health';
import type { RunSettings } from './run';
import { newestReportAt } from './store';

/**
 * What the service needs to do its work: the database, the topic, and that its reports do not grow old. A new installation
 * has no report and one that was down has old ones, so age counts from the start of the process at the earliest.
 */
export function dependencies({ database, kafka, prefix }: RunSettings, maxAgeSeconds: number): Dependency[] {
  const startedAt = Date.now();
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
        const newest = await newestReportAt(database);
        const age = (since: number) => Math.round((Date.now() - since) / 1000);
        if (age(Math.max(newest?.valueOf() ?? 0, startedAt)) > maxAgeSeconds) {
          throw new Error(`no report for more than ${maxAgeSeconds} s; the log says why`);
        }
        return { last_report_age_seconds: newest === undefined ? null : age(newest.valueOf()) };
      },
    },
  ];
}
