import { paymentRecord } from '@pacioli/contracts/payment-event.testing';
import type { ReconciliationRun } from '@pacioli/contracts/reconciliation-report';
import type { StoredPartition } from './runs-store';
import { ReconciliationStand } from './reconciliation-stand.testing';
import { SoundBook } from './sound-book.testing';

/** Some findings can not be mended: what is in a topic stays there. They must not bury everything else. */
describe('A finding that lasts', () => {
  const stands: ReconciliationStand[] = [];
  afterEach(async () => {
    for (const stand of stands.splice(0)) await stand.close();
  });

  const acme = new SoundBook('acme');
  /** Three books on one partition, of one of which more is to come. */
  async function ledger(): Promise<ReconciliationStand> {
    const stand = new ReconciliationStand(1);
    stands.push(stand);
    await stand.open();
    const others = ['quiet', 'zeta'].map((book) => new SoundBook(book).records);
    await stand.publish(0, [...acme.records.slice(0, 7), ...others.flat()]);
    await stand.decide();
    await stand.send(stand.events(0));
    return stand;
  }
  const toldOf = ({ status, reports }: ReconciliationRun) => ({
    status,
    failed: reports.filter((report) => report.status === 'failed').map(({ book }) => book),
    ok: reports.filter((report) => report.status === 'ok').map(({ book }) => book),
  });
  async function begunAt(stand: ReconciliationStand): Promise<StoredPartition> {
    const [{ partitions }] = await stand.admin.query<[{ partitions: [StoredPartition] }]>(
      'select partitions from reconciliation.run order by sequence desc limit 1',
    );
    return partitions[0];
  }

  it('of ledger-events is told by each run, without the books that are sound, and without the topic once more', async () => {
    const stand = await ledger();
    await stand.send([Object.assign({}, stand.events(0)[0], { headers: { ce_id: 'somebody' } })]);
    expect(toldOf(await stand.run('full'))).toEqual({
      status: 'failed',
      failed: ['~0'],
      ok: ['acme', 'quiet', 'zeta'],
    });
    for (let quiet = 0; quiet < 2; quiet += 1) {
      expect(toldOf(await stand.run('incremental'))).toEqual({ status: 'failed', failed: ['~0'], ok: [] });
      const { from, to } = await begunAt(stand);
      expect(from).toBe(to);
    }
    await stand.publish(0, acme.records.slice(7));
    await stand.decide();
    expect(toldOf(await stand.run('incremental'))).toEqual({
      status: 'failed',
      failed: ['~0'],
      ok: ['acme'],
    });
    expect(toldOf(await stand.run('incremental'))).toEqual({ status: 'failed', failed: ['~0'], ok: [] });
  });

  it('of payment-events is told by each run, without the books that are sound', async () => {
    const stand = await ledger();
    const lost = paymentRecord('transfer.requested.v1', {}, { book: 'acme', idempotencyKey: 'lost' });
    await stand.publish(0, [lost]);
    await stand.admin.query('update fence set next_offset = next_offset + 1');
    const failed = ['acme', '~0'];
    expect(toldOf(await stand.run('full'))).toEqual({ status: 'failed', failed, ok: ['quiet', 'zeta'] });
    for (let quiet = 0; quiet < 2; quiet += 1)
      expect(toldOf(await stand.run('incremental'))).toEqual({ status: 'failed', failed, ok: [] });
    await stand.restore();
    expect(toldOf(await stand.run('incremental'))).toEqual({ status: 'ok', failed: [], ok: failed });
  });

  it('of payment-events hides nothing that is new in its partition', async () => {
    const stand = await ledger();
    await stand.admin.query(`delete from outcome where book = 'zeta' and decision = 11`);
    // Its event is there, and tells of what has no outcome.
    const failed = ['zeta', '~0'];
    expect(toldOf(await stand.run('full'))).toEqual({ status: 'failed', failed, ok: ['acme', 'quiet'] });
    await stand.publish(0, acme.records.slice(7));
    await stand.decide();
    expect(toldOf(await stand.run('incremental'))).toEqual({
      status: 'failed',
      failed,
      ok: ['acme'],
    });
    expect(toldOf(await stand.run('incremental'))).toEqual({ status: 'failed', failed, ok: [] });
  });

  it('of payment-events hides no decision that was made anew below what was proven', async () => {
    const stand = await ledger();
    const lost = paymentRecord('transfer.requested.v1', {}, { book: 'acme', idempotencyKey: 'lost' });
    await stand.publish(0, [lost]);
    await stand.admin.query('update fence set next_offset = next_offset + 1');
    await stand.run('full');
    const told = async () => toldOf(await stand.run('incremental')).failed;
    expect(await told()).toEqual(['acme', '~0']);
    await stand.admin.query(`update outcome set hash = sha256(hash) where book = 'quiet' and decision = 11`);
    expect(await told()).toEqual(['acme', 'quiet', '~0']);
    await stand.admin.query(`delete from outcome where book = 'zeta' and decision = 11`);
    expect(await told()).toEqual(['acme', 'quiet', 'zeta', '~0']);
  });
});
