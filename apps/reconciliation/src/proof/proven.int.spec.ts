import { paymentRecord } from '@pacioli/contracts/payment-event.testing';
import type { ReconciliationReport } from '@pacioli/contracts/reconciliation-report';
import { ledgerEventsTopic } from '@pacioli/contracts/topics';
import { deleteTopic } from '@pacioli/kafka/harmed-topic.testing';
import { createTopics } from '@pacioli/kafka/topics';
import { PARTITIONS, ReconciliationStand } from './reconciliation-stand.testing';
import { SoundBook } from './sound-book.testing';

/** Which rows a run found wrong, by book and check. */
const failedIn = (reports: readonly ReconciliationReport[]) =>
  reports.flatMap(({ book, checks }) =>
    checks.flatMap(({ name, problems }) => problems.map(({ row }) => `${book} ${name}: ${row}`)),
  );

/** A ledger that agrees with its topic up to an earlier fence is sound by itself: only earlier runs know that there was more. */
describe('What was proven once', () => {
  const stands: ReconciliationStand[] = [];
  afterEach(async () => {
    for (const stand of stands.splice(0)) await stand.close();
  });

  /** A ledger that a full run has proven, and the SQL that sets it back to a moment before, with its fence. */
  async function provenLedger(): Promise<{ stand: ReconciliationStand; setBack: string }> {
    const stand = new ReconciliationStand();
    stands.push(stand);
    const { records } = new SoundBook('acme');
    await stand.open();
    await stand.publish(0, records.slice(0, 6));
    await stand.decide();
    const [{ fence }] = await stand.admin.query<[{ fence: string }]>(
      `select format('next_offset = %s, last_offset = %s, last_hash = %L', next_offset, last_offset, last_hash) as fence
         from fence where partition = 0`,
    );
    await stand.publish(0, records.slice(6));
    await stand.decide();
    await stand.send(stand.events(0));
    expect((await stand.run('full')).status).toBe('ok');
    const setBack = `
      update fence set ${fence} where partition = 0;
      delete from outcome where decision > 6;
      delete from journal_entry where number > 1;
      delete from posting where entry > 1;
      delete from dated_total where entry > 1`;
    return { stand, setBack };
  }
  const ALL_GONE = ['fence', 'outcome', 'book', 'account', 'journal_entry', 'posting', 'dated_total']
    .map((table) => `delete from ${table}`)
    .join(';');
  const FORGOTTEN = ['acme hash_chain: decision acme 11', '~0 topic_against_ledger: fence of partition 0'];

  it('is missed when the fence is set back with all of its rows, by every run until it is mended', async () => {
    const { stand, setBack } = await provenLedger();
    await stand.admin.query(setBack);
    for (const scope of ['full', 'incremental', 'full', 'incremental'] as const)
      expect(failedIn((await stand.run(scope)).reports)).toEqual(FORGOTTEN);
    await stand.restore();
    expect((await stand.run('full')).status).toBe('ok');
  });

  it('is missed, too, when only ledger-events were proven so far', async () => {
    const stand = new ReconciliationStand();
    stands.push(stand);
    await stand.open();
    await stand.publish(0, new SoundBook('acme').records);
    await stand.decide();
    await stand.send(stand.events(0));
    const move = (by: number) =>
      stand.admin.query(
        `update outcome set accepted_at = accepted_at + $1 * interval '1 ms' where decision = 3`,
        [by],
      );
    await move(1);
    expect((await stand.run('full')).status).toBe('failed');
    // Mended by an older copy of the ledger.
    await move(-1);
    await stand.admin.query(
      `update fence set next_offset = 0, last_offset = null, last_hash = null; delete from outcome`,
    );
    for (const scope of ['incremental', 'full'] as const)
      expect(failedIn((await stand.run(scope)).reports)).toContain(
        '~0 topic_against_ledger: fence of partition 0',
      );
  });

  it('is missed when nothing is left, neither fence nor row', async () => {
    const { stand } = await provenLedger();
    await stand.admin.query(ALL_GONE);
    for (const scope of ['full', 'incremental', 'full'] as const)
      expect(failedIn((await stand.run(scope)).reports)).toEqual(FORGOTTEN);
    await stand.restore();
    expect((await stand.run('incremental')).status).toBe('ok');
  });

  it('is missed, too, if an earlier release proved it, which kept less of it', async () => {
    const { stand, setBack } = await provenLedger();
    await stand.admin.query(`
      alter table reconciliation.run disable trigger append_only;
      alter table reconciliation.report disable trigger append_only;
      update reconciliation.run set partitions = (select jsonb_agg(p - 'proven' - 'next') from jsonb_array_elements(partitions) p);
      update reconciliation.report set before = before - 'position', after = after - 'position'`);
    expect(await stand.run('incremental')).toMatchObject({ status: 'ok', reports: [] });
    await stand.admin.query(setBack);
    expect(failedIn((await stand.run('full')).reports)).toEqual(FORGOTTEN);
  });

  it('is missed when its events are gone, until they are told again', async () => {
    const { stand } = await provenLedger();
    const topic = ledgerEventsTopic(stand.prefix);
    await deleteTopic(stand.kafka, topic);
    await createTopics(stand.kafka, stand.prefix, PARTITIONS);
    const missed = ['~0 events_against_ledger: partition 0 of ledger-events'];
    expect(failedIn((await stand.run('full')).reports)).toEqual(missed);
    expect(failedIn((await stand.run('incremental')).reports)).toEqual(missed);
    await stand.send(stand.events(0));
    expect((await stand.run('incremental')).status).toBe('ok');
  });

  it('is where requests go on: a decision that was invented at a free offset before it is named', async () => {
    const { stand } = await provenLedger();
    const transfer = { debit: 'cash', credit: 'owed', amount: '1', currency: 'GBP' };
    const asked = (idempotencyKey: string, offset?: bigint) =>
      paymentRecord('transfer.requested.v1', transfer, {
        ...{ book: 'acme', idempotencyKey, timestamp: Date.now() },
        ...(offset !== undefined && { offset }),
      });
    await stand.publish(0, [asked('genuine')]);
    // The marker of the first transaction stands there, and no record.
    await stand.decide(undefined, [asked('invented', 6n)]);
    expect(failedIn((await stand.run('incremental')).reports)).toEqual([
      expect.stringMatching(/^acme numbering: decision acme 12 /),
    ]);
  });
});
