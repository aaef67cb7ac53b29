import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { eventStream } from '@pacioli/ledger-core/event-stream.testing';
import { Snapshot } from '@pacioli/postgres/snapshot';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { LedgerStand } from './ledger-stand.testing';
import { LedgerStore } from './ledger-store';
import { PartitionLedger } from './partition-ledger';
import { compareLedgers, type Comparison } from './replay/canonical-dump';

/** A record of the topic, and what lies between it and the one before: in a restart, all that was in memory is lost. */
interface Sent {
  readonly record: TopicRecord;
  readonly isAgain: boolean;
  readonly seam: 'none' | 'batch' | 'restart';
}

/** Batches of a few records, of some, or of nearly all there are. */
const seams = fc
  .constantFrom(5, 30, 300)
  .map((weight) =>
    fc.oneof(
      { weight, arbitrary: fc.constant<Sent['seam']>('none') },
      { weight: 2, arbitrary: fc.constant<Sent['seam']>('batch') },
      { weight: 1, arbitrary: fc.constant<Sent['seam']>('restart') },
    ),
  );
/** Behind a record, now and then: itself once more, or any that was before it. */
const again = (at: number, seam: fc.Arbitrary<Sent['seam']>) =>
  fc.array(fc.tuple(fc.oneof(fc.constant(at), fc.nat(at)), seam), { maxLength: 2 });
/** Any stream, in which operations were sent again, and cut into record batches. */
const topic: fc.Arbitrary<Sent[]> = fc.tuple(eventStream, seams).chain(([records, seam]) =>
  fc.tuple(...records.map((_, at) => fc.tuple(seam, again(at, seam)))).map((drawn) =>
    drawn
      .flatMap(([before, copies], at) => [
        { record: records[at]!, isAgain: false, seam: before },
        ...copies
          .map(([of, between]) => ({ record: records[of]!, isAgain: true, seam: between }))
          // What has no key can not be known again: each is a dead letter of its own.
          .filter(({ record }) => record.key !== null),
      ])
      .map((sent, offset) => ({ ...sent, record: { ...sent.record, offset: BigInt(offset) } })),
  ),
);

function batchesOf(sent: readonly Sent[]): Sent[][] {
  const batches: Sent[][] = [];
  for (const one of sent) {
    const last = batches.at(-1);
    if (last && one.seam === 'none') last.push(one);
    else batches.push([one]);
  }
  return batches;
}

describe('What is decided in a partition', () => {
  const stand = new LedgerStand();
  let plain: DataSource;
  let cut: DataSource;
  let cutAdmin: DataSource;

  beforeAll(async () => {
    await stand.open();
    plain = stand.writer;
    cut = await stand.emptyDatabase('cut');
    cutAdmin = await stand.connectAdmin('cut');
    // Each stream begins with an empty ledger, and a ledger refuses to be emptied.
    const refuseNothing = `create or replace function refuse_change() returns trigger language plpgsql
      as $$ begin return null; end $$`;
    for (const admin of [stand.admin, cutAdmin]) await admin.query(refuseNothing);
  });
  afterAll(async () => {
    await cut?.destroy();
    await cutAdmin?.destroy();
    await stand.close();
  });

  async function empty(admin: DataSource): Promise<void> {
    const [{ tables }] = await admin.query<[{ tables: string }]>(
      `select string_agg(tablename, ', ') as tables from pg_tables
        where schemaname = 'ledger' and tablename <> 'migrations'`,
    );
    await admin.query(`truncate ${tables}`);
  }

  async function decide(source: DataSource, sent: readonly Sent[]): Promise<void> {
    const store = await LedgerStore.open(source, stand.writerOf(0), 0);
    const nobody = () => Promise.resolve();
    const fromTheFence = async () =>
      new PartitionLedger(0, 1, await store.fence(), store, nobody, PartitionLedger.fullPace());
    try {
      let ledger = await fromTheFence();
      for (const batch of batchesOf(sent)) {
        if (batch[0]!.seam === 'restart') ledger = await fromTheFence();
        const records = batch.map(({ record }) => record);
        await ledger.handle({ partition: 0, next: records.at(-1)!.offset + 1n, records });
      }
    } finally {
      await store.close();
    }
  }

  async function comparison(): Promise<Comparison> {
    const [one, other] = [await Snapshot.open(plain), await Snapshot.open(cut)];
    try {
      return await compareLedgers(one, other);
    } finally {
      await one.close();
      await other.close();
    }
  }

  it('is the same to the last byte when operations are sent again, in whatever batches, between whatever restarts', async () => {
    await fc.assert(
      fc.asyncProperty(topic, async (sent) => {
        for (const admin of [stand.admin, cutAdmin]) await empty(admin);
        const onceEach = sent.filter(({ isAgain }) => !isAgain);
        await decide(
          plain,
          onceEach.map((one) => ({ ...one, seam: 'batch' })),
        );
        await decide(cut, sent);
        const { rows, difference } = await comparison();
        expect(difference).toBeNull();
        expect(rows).toBeGreaterThanOrEqual(onceEach.length);
      }),
      // Each run takes half a second: looking for a smaller stream would take minutes.
      { numRuns: 12, endOnFailure: true },
    );
  });
});
