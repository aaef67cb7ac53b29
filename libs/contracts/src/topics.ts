/** Topic names. An installation prefix keeps two installations apart on one cluster. */
export const paymentEventsTopic = (prefix: string) => `${prefix}payment-events`;
export const ledgerEventsTopic = (prefix: string) => `${prefix}ledger-events`;
export const deadLetterTopic = (prefix: string) => `${paymentEventsTopic(prefix)}.dlq`;

const MIB = 1024 * 1024;

/** Largest record batch of each topic, in bytes: an outcome may be larger than its request, a dead letter larger still. */
export const MAX_MESSAGE_BYTES = {
  paymentEvents: 16 * MIB,
  ledgerEvents: 24 * MIB,
  deadLetters: 32 * MIB,
} as const;

/**
 * The partition of a book: murmur2 of its id, made positive, modulo the configured count, as Kafka's own default
 * partitioner does it, so that outside producers agree. It is passed explicitly with every record: left to the client,
 * partitions added to a live topic would move books (docs/adr/0003-kafka.md).
 */
export const partitionOf = (book: string, partitions: number): number =>
  (murmur2(Buffer.from(book)) & 0x7fffffff) % partitions;

/** Austin Appleby's MurmurHash2, 32 bits, with the seed that Kafka uses. */
function murmur2(data: Buffer): number {
  const m = 0x5bd1e995;
  let hash = (0x9747b28c ^ data.length) | 0;
  let at = 0;
  for (; at + 4 <= data.length; at += 4) {
    let k = Math.imul(data.readInt32LE(at), m);
    k = Math.imul(k ^ (k >>> 24), m);
    hash = Math.imul(hash, m) ^ k;
  }
  if (at < data.length) {
    for (let i = data.length - 1; i >= at; i -= 1) hash ^= data[i]! << (8 * (i - at));
    hash = Math.imul(hash, m);
  }
  hash = Math.imul(hash ^ (hash >>> 13), m);
  return hash ^ (hash >>> 15);
}
