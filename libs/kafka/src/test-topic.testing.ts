import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
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
    // A broker leads a moment after it says so, and refuses until then.
    const isLed = () => admin.fetchTopicOffsets(topic).catch(() => undefined);
    while ((await isLed()) === undefined) await pause(20);
  });
  return topic;
}
