import type { TopicRecord } from '@pacioli/contracts/topic-record';

/** A header as text; null where there is none. */
export const headerOf = ({ headers }: TopicRecord, name: string): string | null =>
  headers[name]?.toString() ?? null;
