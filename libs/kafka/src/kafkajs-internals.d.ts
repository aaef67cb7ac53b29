// The parts of kafkajs 2.2.4 that it does not export but that reading without a consumer group needs. 2.2.4 is its last
// release, so they do not move; docs/adr/0003-kafka.md says why they are used.
declare module 'kafkajs/src/cluster' {
  interface FetchedMessage {
    offset: string;
    timestamp: string;
    key: Buffer | null;
    value: Buffer | null;
    headers: Record<string, Buffer | Buffer[]>;
    isControlRecord: boolean;
    batchContext: {
      producerId: string;
      inTransaction: boolean;
      firstOffset: string;
      lastOffsetDelta: number;
    };
  }
  interface FetchedTopicPartition {
    partition: number;
    highWatermark: string;
    lastStableOffset: string;
    abortedTransactions: { producerId: string; firstOffset: string }[];
    messages: FetchedMessage[];
  }
  interface Broker {
    fetch(request: {
      maxWaitTime: number;
      minBytes: number;
      maxBytes: number;
      isolationLevel: number;
      topics: { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[];
    }): Promise<{ responses: { topicName: string; partitions: FetchedTopicPartition[] }[] }>;
    listOffsets(request: {
      replicaId: number;
      isolationLevel: number;
      topics: { topic: string; partitions: { partition: number; timestamp: number }[] }[];
    }): Promise<{ responses: { partitions: { partition: number; offset: string }[] }[] }>;
  }
  export default class Cluster {
    constructor(options: object);
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    addTargetTopic(topic: string): Promise<void>;
    refreshMetadata(): Promise<void>;
    refreshMetadataIfNecessary(): Promise<void>;
    findTopicPartitionMetadata(topic: string): { partitionId: number; leader: number }[];
    findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>;
    findBroker(of: { nodeId: string }): Promise<Broker>;
    removeBroker(of: { host: string; port: number }): void;
  }
}
declare module 'kafkajs/src/loggers' {
  export function createLogger(options: object): object;
}
declare module 'kafkajs/src/network/socketFactory' {
  export default function createSocketFactory(): object;
}
declare module 'kafkajs/src/protocol/encoder' {
  export default class Encoder {
    buf: Buffer;
    offset: number;
    get buffer(): Buffer;
  }
}
declare module 'kafkajs/src/protocol/recordBatch/record/v0' {
  import type Encoder from 'kafkajs/src/protocol/encoder';
  export default function encode(record: object): Encoder;
}
