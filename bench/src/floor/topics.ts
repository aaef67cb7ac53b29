import { kafka } from './kafka';

export const paymentsTopic = (prefix: string): string => `${prefix}floor-payments`;
export const outcomesTopic = (prefix: string): string => `${prefix}floor-outcomes`;

export async function createFloorTopics(
  brokers: string[],
  prefix: string,
  partitions: number,
): Promise<void> {
  await withAdmin(brokers, async (admin) => {
    const topics = [paymentsTopic(prefix), outcomesTopic(prefix)];
    await admin.createTopics({ topics: topics.map((topic) => ({ topic, numPartitions: partitions })) });
  });
}

/** Deletes all topics of which the names begin so. */
export async function deleteTopics(brokers: string[], prefix: string): Promise<void> {
  await withAdmin(brokers, async (admin) => {
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
    if (topics.length > 0) await admin.deleteTopics({ topics });
  });
}

async function withAdmin(
  brokers: string[],
  work: (admin: ReturnType<ReturnType<typeof kafka>['admin']>) => Promise<void>,
): Promise<void> {
  const admin = kafka(brokers).admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}
