import { createHash } from 'node:crypto';
import type { TopicRecord } from '@pacioli/contracts/topic-record';

/**
 * SHA-256 of a record: offset, key, value and headers in the order of their names, each with its length before it. The
 * fence keeps it, so that a topic that was made anew is noticed before anything is decided from it.
 */
export function recordHash(record: TopicRecord): Buffer {
  const hash = createHash('sha256').update(`${record.offset}`);
  const part = (bytes: Buffer | null | undefined) => {
    hash.update(`:${bytes?.length ?? -1}:`);
    if (bytes) hash.update(bytes);
  };
  part(record.key);
  part(record.value);
  const { headers } = record;
  for (const name of Object.keys(headers).sort()) {
    part(Buffer.from(name));
    part(headers[name]);
  }
  return hash.digest();
}
