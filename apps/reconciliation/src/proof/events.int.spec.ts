import type { ReconciliationReport } from '@pacioli/contracts/reconciliation-report';
import { ledgerEventsTopic, partitionOf } from '@pacioli/contracts/topics';
import { deleteRecordsBefore } from '@pacioli/kafka/harmed-topic.testing';
import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import { ReconciliationStand } from './reconciliation-stand.testing';
import { SoundBook } from './sound-book.testing';

function bookOn(partition: number, partitions: number): string {
  for (let i = 0; ; i += 1) if (partitionOf(`book-${i}`, partitions) === partition) return `book-${i}`;
}

describe('Events against outcomes', () => {
  const stands: ReconciliationStand[] = [];
  afterEach(async () => {
    for (const stand of stands.splice(0)) await stand.close();
  });

  async function openStand(partitions?: number): Promise<ReconciliationStand> {
    const stand = new ReconciliationStand(partitions);
    stands.push(stand);
    await stand.open();
    return stand;
  }

  /** A ledger with a book on partition 0 of which everything is decided, and nothing told yet. */
  async function decidedLedger(): Promise<{ stand: ReconciliationStand; events: OutgoingRecord[] }> {
    const stand = await openStand();
    await stand.publish(0, new SoundBook('acme').records);
    await stand.decide();
    return { stand, events: stand.events(0) };
  }
  const eventsIn = (reports: readonly ReconciliationReport[]) =>
    reports.flatMap(({ book, checks }) =>
      checks
        .filter(({ name, checked }) => name === 'events_against_ledger' && checked > 0)
        .map(({ checked, problems }) => [book, checked, problems] as const),
    );
  async function foundIn(stand: ReconciliationStand) {
    const full = eventsIn(await stand.reconcile());
    // What was wrong is looked at again, and is found to be the same; what was sound there is not told again.
    const wrong = full.filter(([, , problems]) => problems.length > 0);
    expect(eventsIn(await stand.reconcile('incremental'))).toEqual(wrong);
    return full;
  }

  it('finds both equal, and goes on from there; what is not told yet is no problem', async () => {
    const { stand, events } = await decidedLedger();
    expect(eventsIn(await stand.reconcile())).toEqual([]);
    await stand.send(events.slice(0, 4));
    expect(eventsIn(await stand.reconcile('incremental'))).toEqual([['acme', 4, []]]);
    await stand.send(events.slice(4));
    expect(eventsIn(await stand.reconcile('incremental'))).toEqual([['acme', 7, []]]);
    expect(eventsIn(await stand.reconcile('incremental'))).toEqual([]);
    expect(eventsIn(await stand.reconcile('full'))).toEqual([['acme', 11, []]]);
  });

  it('needs no more connections for more partitions', async () => {
    const partitions = 12;
    const stand = await openStand(partitions);
    const books = Array.from({ length: partitions }, (_, partition) => bookOn(partition, partitions));
    for (const [partition, book] of books.entries())
      await stand.publish(partition, new SoundBook(book).records);
    await stand.decide();
    for (const partition of books.keys()) await stand.send(stand.events(partition).slice(0, 1));
    expect(eventsIn(await stand.reconcile())).toEqual(books.sort().map((book) => [book, 1, []]));
  });

  it('leaves what was decided after the snapshot for the next run', async () => {
    const stand = await openStand();
    const { records } = new SoundBook('acme');
    await stand.publish(0, records.slice(0, 5));
    await stand.decide();
    const [{ row }] = await stand.admin.query<[{ row: object }]>(
      `select to_jsonb(fence) as row from fence where partition = 0`,
    );
    await stand.publish(0, records.slice(5));
    await stand.decide();
    await stand.send(stand.events(0));
    await stand.admin.query('delete from outcome where topic_offset >= 5');
    await stand.admin.query('delete from fence where partition = 0');
    await stand.admin.query('insert into fence select * from jsonb_populate_record(null::fence, $1)', [row]);
    expect(eventsIn(await stand.reconcile())).toEqual([['acme', 5, []]]);
    await stand.restore();
    expect(eventsIn(await stand.reconcile('incremental'))).toEqual([['acme', 6, []]]);
  });

  it('names an outcome of which no event tells, an event told twice, and one that is not ours', async () => {
    const { stand, events } = await decidedLedger();
    const foreign = { ...events[0]!, headers: { ce_id: 'acme/1' } };
    await stand.send([events[0]!, events[2]!, events[2]!, foreign]);
    expect(await foundIn(stand)).toEqual([
      ['acme', 3, [{ row: 'outcome of record 0-1', expected: 'an event in ledger-events', found: 'none' }]],
      [
        '~0',
        2,
        [
          {
            row: 'event 0-2 of ledger-events',
            expected: 'one event of record 0-2, which has an outcome',
            found: 'another',
          },
          {
            row: 'event 0-3 of ledger-events',
            expected: 'ce_sourceoffset: the offset of a request',
            found: 'none',
          },
        ],
      ],
    ]);
  });

  it('names an event of a request that there is not, and of a later one that stands before others', async () => {
    const { stand, events } = await decidedLedger();
    const later = (offset: string) => ({
      ...events[0]!,
      headers: { ...events[0]!.headers, ce_sourceoffset: offset },
    });
    await stand.publish(0, new SoundBook('acme').records.slice(0, 2));
    await stand.send([events[0]!, later('13'), events[1]!, later('999'), events[2]!]);
    const found = await foundIn(stand);
    expect(found.map(([book, checked, problems]) => [book, checked, problems.map(({ row }) => row)])).toEqual(
      [
        ['acme', 3, []],
        ['~0', 2, ['event 0-1 of ledger-events', 'event 0-3 of ledger-events']],
      ],
    );
  });

  it('names a topic that has lost its beginning or its end', async () => {
    const { stand, events } = await decidedLedger();
    await stand.send(events);
    await stand.reconcile();
    const topic = ledgerEventsTopic(stand.prefix);
    const partition = { partition: 0, offset: 3n };
    await deleteRecordsBefore(stand.kafka, topic, partition);
    const rowsOf = async () =>
      (await foundIn(stand)).map(([book, , problems]) => [book, problems.map(({ expected }) => expected)]);
    expect(await rowsOf()).toEqual([
      ['acme', ['an event in ledger-events', 'an event in ledger-events', 'an event in ledger-events']],
      ['~0', ['events from offset 0 on']],
    ]);
  });

  it.each<[string, (event: OutgoingRecord) => Partial<OutgoingRecord>, string, string]>([
    ['its body', () => ({ value: '{}' }), 'body: {"id":"acme"', '{}'],
    ['its key', () => ({ key: 'zeta' }), 'key: acme', 'zeta'],
    ['a header', ({ headers }) => ({ headers: { ...headers, ce_id: 'acme/9' } }), 'ce_id: acme/1', 'acme/9'],
    ['a header more', ({ headers }) => ({ headers: { ...headers, more: '1' } }), 'more: none', '1'],
    ['one that says so', ({ headers }) => ({ headers: { ...headers, more: 'none' } }), 'more: none', 'none'],
  ])('names an event that says otherwise than its outcome: %s', async (_, change, expected, found) => {
    const { stand, events } = await decidedLedger();
    await stand.send([{ ...events[0]!, ...change(events[0]!) }]);
    const row = 'event 0-0 of ledger-events';
    expect(await foundIn(stand)).toEqual([
      ['acme', 1, [{ row, expected: expect.stringMatching(`^${expected}`) as string, found }]],
    ]);
  });

  it('names an outcome that was changed after its event, whatever stands there now', async () => {
    const { stand, events } = await decidedLedger();
    await stand.send(events);
    await stand.admin.query(`update outcome set answer = '{}' where decision = 1`);
    await stand.admin.query(`update outcome set recorded_at = 'infinity' where decision = 2`);
    const [[book, checked, problems]] = (await foundIn(stand)) as [ReturnType<typeof eventsIn>[0]];
    expect([book, checked, problems.map(({ row, expected }) => [row, expected])]).toEqual([
      ...['acme', 11],
      [
        ['event 0-0 of ledger-events', 'body: {}'],
        ['event 0-1 of ledger-events', 'an outcome of which an event can tell'],
      ],
    ]);
  });
});
