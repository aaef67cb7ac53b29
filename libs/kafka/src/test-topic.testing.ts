import { randomUUID } from 'node:crypto';
import type { KafkaSettings } from './kafka-settings';
import { leadersOf, withAdmin } from './topics';

/** A topic of one partition for one test. */
export async function testTopic(settings: KafkaSettings, partitions = 1): Promise<string> {
  const topic = `test-${randomUUID()}`;
  await withAdmin(settings, async (admin) => {
    await admin.createTopics({
      waitForLeaders: false,
      topics: [
        {
          topic,
          numPartitions: partitions,
          replicationFactor: 1,
          configEntries: [{ name: 'message.timestamp.type', value: 'LogAppendTime' }],
        },
      ],
    });
    await leadersOf(admin, [topic]);
  });
  return topic;
}
