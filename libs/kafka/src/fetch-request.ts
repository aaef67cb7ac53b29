import { createErrorFromCode } from 'kafkajs/src/protocol/error';
import Decoder from 'kafkajs/src/protocol/decoder';
import fetchRequest from 'kafkajs/src/protocol/requests/fetch/v11/request';
import type { Broker } from 'kafkajs/src/cluster';
import type { AbortedTransaction } from './committed-batches';

export interface FetchOptions {
  readonly topic: string;
  readonly partitions: readonly { partition: number; fetchOffset: string; maxBytes: number }[];
  readonly maxWaitTime: number;
  readonly maxBytes: number;
}

/** What the broker answers of one partition. */
export interface FetchedPartition {
  readonly partition: number;
  readonly highWatermark: bigint;
  readonly lastStable: bigint;
  readonly abortedTransactions: readonly AbortedTransaction[];
  /** Record batches one behind the other; the last may be cut off. */
  readonly recordSet: Buffer;
  /** Why the broker does not read this partition, should it refuse. */
  readonly refusal: Error | undefined;
}

const NO_ERROR = 0;
const OFFSET_OUT_OF_RANGE = 1;
const READ_COMMITTED = 1;

export const isOutOfRange = (error: Error): boolean =>
  (error as { code?: unknown }).code === OFFSET_OUT_OF_RANGE;

/** A fetch of committed data, version 11 of the request, which brokers know from 2.3 to 4.x. */
export async function fetchFrom(broker: Broker, options: FetchOptions): Promise<FetchedPartition[]> {
  const { topic, partitions, maxWaitTime, maxBytes } = options;
  const request = fetchRequest({
    replicaId: -1,
    isolationLevel: READ_COMMITTED,
    minBytes: 1,
    maxWaitTime,
    maxBytes,
    topics: [{ topic, partitions }],
  });
  const response = {
    decode: (payload: Buffer) => Promise.resolve(decode(payload)),
    parse: (fetched: FetchedPartition[]) => Promise.resolve(fetched),
  };
  try {
    return await broker.connectionPool.send({ request, response });
  } catch (error) {
    // As kafkajs does: what has lost one connection opens all of them anew.
    if ((error as Error).name === 'KafkaJSConnectionClosedError') await broker.disconnect();
    throw error;
  }
}

function decode(payload: Buffer): FetchedPartition[] {
  const decoder = new Decoder(payload);
  decoder.readInt32(); // How long the broker throttles us.
  const refusal = refusalOf(decoder.readInt16());
  if (refusal !== undefined) throw refusal;
  decoder.readInt32(); // The fetch session, which is not used.
  return decoder
    .readArray(() => {
      decoder.readString();
      return decoder.readArray(() => decodePartition(decoder));
    })
    .flat();
}

function decodePartition(decoder: Decoder): FetchedPartition {
  const partition = decoder.readInt32();
  const refusal = refusalOf(decoder.readInt16());
  const highWatermark = int64(decoder);
  const lastStable = int64(decoder);
  int64(decoder); // Where the log begins.
  const abortedTransactions = decoder.readArray(() => ({
    producerId: int64(decoder),
    firstOffset: int64(decoder),
  }));
  decoder.readInt32(); // A replica that is nearer.
  // A copy: what is held of one partition must not keep the whole answer in memory.
  const recordSet = Buffer.from(decoder.readBytes() ?? []);
  return { partition, highWatermark, lastStable, abortedTransactions, recordSet, refusal };
}

const refusalOf = (code: number) => (code === NO_ERROR ? undefined : createErrorFromCode(code));

const int64 = (decoder: Decoder) => BigInt(decoder.readInt64().toString());
