import { batchedBook } from './batched-book.testing';
import { ReconciliationStand } from './reconciliation-stand.testing';
import { SoundBook, type Forgery } from './sound-book.testing';

describe('A full run decides the topic again', () => {
  const stands: ReconciliationStand[] = [];
  afterEach(async () => {
    for (const stand of stands.splice(0)) await stand.close();
  });

  /** What a full run finds in a ledger in which something else was decided than what was asked. */
  async function foundIn(forge?: Forgery) {
    const stand = new ReconciliationStand();
    stands.push(stand);
    await stand.open();
    await stand.publish(0, new SoundBook('acme').records);
    await stand.publish(0, batchedBook('batch').records);
    await stand.decide(forge);
    const found = (await stand.reconcile()).flatMap(({ book, checks }) =>
      checks.flatMap(({ name, problems }) =>
        problems.map(({ row, expected }) => [book, name, row, expected.replace(/[0-9a-f]{64}/, '...')]),
      ),
    );
    const later = await stand.reconcile('incremental');
    return { found, later: later.map(({ book, status }) => `${book} ${status}`) };
  }

  it('and finds nothing in a sound one', async () => {
    expect(await foundIn()).toEqual({ found: [], later: [] });
  });

  it('and names the first decision of a book that was written anew as a whole, hashes included', async () => {
    const more: Forgery = (event) =>
      event.type === 'transfer.requested.v1' && event.book === 'acme'
        ? Object.assign({}, event, { body: Object.assign({}, event.body, { amount: '7' }) })
        : event;
    const { found, later } = await foundIn(more);
    expect(found).toEqual([
      [
        ...['acme', 'decided_again', 'decision acme 6 (record 0-5)'],
        'hash ..., as the record is decided; what follows can not be compared',
      ],
    ]);
    // Nobody has mended it, so it stays a problem, though all that a run over what is new looks at agrees.
    expect(later).toEqual(['acme failed']);
  });
});
