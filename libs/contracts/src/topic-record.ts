/** A record as a topic holds it, whoever reads it. */
export interface TopicRecord {
  readonly partition: number;
  readonly offset: bigint;
  /** The broker's append time, in milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Kafka tells a header without a value (null) from one of no bytes. Take it once: a reader decodes it at each access. */
  readonly headers: Readonly<Record<string, Buffer | null | undefined>>;
}

/** A record to be published; the partition is always explicit. */
export interface OutgoingRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: string | Buffer | null;
  readonly value: Buffer | string | null;
  readonly headers: Readonly<Record<string, string | Buffer>>;
}
