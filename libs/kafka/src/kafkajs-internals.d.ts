// The parts of kafkajs 2.2.4 that it does not export but that reading without a consumer group needs. 2.2.4 is its last
// release, so they do not move; docs/adr/0003-kafka.md says why they are used.
declare module 'kafkajs/src/cluster' {
  interface Broker {
    readonly connectionPool: {
      /** Connects when it is not connected, with a new socket. */
      getConnection(index: number): Promise<{ readonly socket: object }>;
      send<Decoded, Parsed>(protocol: {
        request: object;
        response: {
          decode: (payload: Buffer) => Promise<Decoded>;
          parse: (decoded: Decoded) => Promise<Parsed>;
        };
      }): Promise<Parsed>;
    };
    disconnect(): Promise<void>;
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
  }
}
declare module 'kafkajs/src/loggers' {
  export function createLogger(options: object): object;
}
declare module 'kafkajs/src/network/connection' {
  export interface Request {
    readonly apiName: string;
  }
  export default class Connection {
    constructor(options: object);
    readonly host: string;
    readonly port: number;
    readonly broker: string;
    readonly requestQueue: { readonly inflight: ReadonlyMap<number, object> };
    readonly socket?: { destroy(error?: Error): void };
    chunks: Buffer[];
    bytesBuffered: number;
    bytesNeeded: number;
    isConnected(): boolean;
    connect: (this: Connection) => Promise<true>;
    send: (this: Connection, protocol: { request: Request }) => Promise<unknown>;
    disconnect: (this: Connection) => Promise<true>;
    rejectRequests(error: Error): void;
  }
}
declare module 'kafkajs/src/errors' {
  export class KafkaJSConnectionError extends Error {
    constructor(message: string, of: { broker: string });
  }
  export class KafkaJSConnectionClosedError extends Error {
    constructor(message: string, of: { host: string; port: number });
  }
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
declare module 'kafkajs/src/protocol/recordBatch/crc32C' {
  export default function crc32C(bytes: Buffer): number;
}
declare module 'kafkajs/src/protocol/decoder' {
  export default class Decoder {
    constructor(payload: Buffer);
    readInt16(): number;
    readInt32(): number;
    readInt64(): { toString(): string };
    readString(): string | null;
    readBytes(): Buffer | null;
    readArray<T>(read: () => T): T[];
  }
}
declare module 'kafkajs/src/protocol/error' {
  export function createErrorFromCode(code: number): Error;
}
declare module 'kafkajs/src/protocol/requests/fetch/v11/request' {
  export default function fetchRequest(fetch: object): object;
}
