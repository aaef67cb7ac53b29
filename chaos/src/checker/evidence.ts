/** What the installation holds when all is over, as it is found in the database and the topics, and nothing that we make of it. */
export interface Evidence {
  readonly outcomes: OutcomeRow[];
  readonly entries: EntryRow[];
  readonly postings: PostingRow[];
  readonly fences: { partition: number; nextOffset: bigint; lastOffset: bigint | null }[];
  /** Committed records by partition, in order. */
  readonly paymentEvents: TopicPartition[];
  readonly ledgerEvents: TopicPartition[];
  readonly deadLetters: TopicPartition[];
}

export interface TopicPartition {
  readonly partition: number;
  readonly lastStable: bigint;
  readonly highWatermark: bigint;
  readonly records: TopicRecord[];
}

export interface TopicRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Record<string, string>;
}

export interface OutcomeRow {
  readonly book: string;
  readonly decision: bigint;
  readonly partition: number;
  readonly offset: bigint;
  readonly source: string | null;
  readonly key: string | null;
  readonly type: string | null;
  readonly status: string;
  readonly code: string | null;
  readonly answer: string | null;
  readonly entry: bigint | null;
}

export interface EntryRow {
  readonly book: string;
  readonly number: bigint;
  readonly decision: bigint;
  readonly postingCount: number;
}

export interface PostingRow {
  readonly book: string;
  readonly account: number;
  readonly version: bigint;
  readonly entry: bigint;
  readonly leg: number;
  readonly direction: 'DEBIT' | 'CREDIT';
  readonly amount: bigint;
  readonly currency: string;
  readonly debits: bigint;
  readonly credits: bigint;
}
