import { UsageError } from '@pacioli/service/command-line/usage-error';

const TOPICS = ['payment-events', 'ledger-events'] as const;

/** One of the two topics; throws UsageError. */
export function topicOf(text: string): (typeof TOPICS)[number] {
  const topic = TOPICS.find((name) => name === text);
  if (topic === undefined) throw new UsageError(`"${text}" is no topic: there are ${TOPICS.join(' and ')}`);
  return topic;
}
