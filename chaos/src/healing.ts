import { SOURCE_OFFSET_HEADER } from '@pacioli/contracts/ledger-event';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { ledgerEventsTopic, paymentEventsTopic } from '@pacioli/contracts/topics';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { until } from '@pacioli/stack/until';
import { APIS, type Installation } from './installation';
import type { Client } from './load/client';
import type { WriteRequest } from './load/request';

export const CONVERGES_WITHIN_MS = 90_000;

/** Everything runs again, takes payments again, and has nothing left to do. */
export async function heal(
  installation: Installation,
  books: readonly string[],
  client: Client,
): Promise<boolean> {
  installation.disarm();
  for (const link of Object.values(installation.links)) link.mend();
  const end = performance.now() + CONVERGES_WITHIN_MS;
  const left = () => Math.max(0, Math.ceil(end - performance.now()));
  if (!(await until(() => installation.isReady(), { withinMs: left() }))) return false;
  for (const book of books) {
    const body = JSON.stringify({
      debit: 'assets:psp',
      credit: 'equity:capital',
      amount: '1',
      currency: 'GBP',
    });
    const request: WriteRequest = {
      book,
      key: 'healed',
      path: 'transfers',
      type: 'transfer.requested.v1',
      body,
    };
    const { attempts } = await client.call(request, AbortSignal.timeout(left()), Infinity);
    if (![201, 202].includes(attempts.at(-1)?.status ?? 0)) return false;
  }
  return await until(() => isSettled(installation), { withinMs: left(), everyMs: 200 });
}

/**
 * Lets nobody ask for anything any more. A scheduler may have looked before a hold had expired, and ask afterwards: once it has
 * stopped it has asked, and what it asked for is decided, if all else is.
 */
export async function fallSilent(installation: Installation, isAtRest: boolean): Promise<boolean> {
  await Promise.all(APIS.map((name) => installation.stop(name)));
  const rest = { withinMs: CONVERGES_WITHIN_MS, everyMs: 200 };
  return isAtRest && (await until(() => isSettled(installation), rest));
}

/**
 * Whether nothing is left to be decided or published, as far as the newest record and outcome of each partition tell, and no
 * hold is left that expires.
 */
async function isSettled({ admin, kafka }: Installation): Promise<boolean> {
  const [{ expiring }] = await admin.query<[{ expiring: bigint }]>(EXPIRING);
  if (expiring > 0n) return false;
  const newest = await admin.query<Newest[]>(NEWEST);
  const [asked, told] = await Promise.all([
    lastRecords(kafka, paymentEventsTopic('')),
    lastRecords(kafka, ledgerEventsTopic('')),
  ]);
  return asked.every((record, partition) => {
    const { fence, outcome } = newest.find((one) => one.partition === partition) ?? NOTHING;
    const published = told[partition]?.headers[SOURCE_OFFSET_HEADER]?.toString() ?? null;
    return (record?.offset ?? -1n) < fence && published === (outcome?.toString() ?? null);
  });
}

interface Newest {
  partition: number;
  fence: bigint;
  outcome: bigint | null;
}
const NOTHING = { fence: 0n, outcome: null };
const NEWEST = `
select partition, next_offset as fence, (select max(topic_offset) from outcome where partition = fence.partition) as outcome
  from fence`;

/** Clients let holds expire within seconds: none has to be waited for long. */
const EXPIRING = `
select count(*) as expiring from hold h
 where expires_at is not null
   and amount > coalesce((select captured + voided + expired from hold_change c
                           where c.book = h.book and c.hold = h.entry order by revision desc limit 1), 0)`;

/** The last committed record of each partition, if it has any. Throws while a transaction is open. */
async function lastRecords(kafka: KafkaSettings, topic: string): Promise<(TopicRecord | undefined)[]> {
  const reader = await TopicReader.open(kafka, topic);
  try {
    return await Promise.all(
      reader.partitions().map(async (partition) => {
        const { lastStable, highWatermark } = await reader.range(partition);
        if (lastStable !== highWatermark) throw new Error(`A transaction is open in ${topic}/${partition}`);
        return await reader.lastBefore(partition, lastStable);
      }),
    );
  } finally {
    await reader.close();
  }
}
