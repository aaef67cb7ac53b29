import { register } from 'prom-client';
import { showBreaks } from './metrics';
import { countOpenBreaks } from './open-breaks';
import { ReconciliationStand } from './proof/reconciliation-stand.testing';

describe('Open breaks', () => {
  const stand = new ReconciliationStand();
  beforeAll(() => stand.open());
  afterAll(() => stand.close());

  const open = async (id: string, cause: string) => {
    await stand.admin.query(
      `insert into reconciliation.break (id, book, source, cause, detail, reason, currency, amount, oldest_on)
       values ($1, 'acme', 'bank', $2, '{}', 'a reason', 'GBP', 300, '2025-10-07')`,
      [id, cause],
    );
    await happens(id, 1, 'opened');
  };
  const happens = (id: string, revision: number, type: string) =>
    stand.admin.query(
      `insert into reconciliation.break_event (break, revision, type, detail) values ($1, $2, $3, '{}')`,
      [id, revision, type],
    );
  const shown = async () => {
    showBreaks(await countOpenBreaks(stand.reconciler));
    const { values } = await register.getSingleMetric('reconciliation_breaks_open')!.get();
    return values.map(({ labels, value }) => [labels['book'], labels['source'], labels['cause'], value]);
  };

  it('are shown by book, source and cause until they are settled', async () => {
    expect(await shown()).toEqual([]);
    await open('brk_1', 'missing_here');
    await open('brk_2', 'missing_here');
    await open('brk_3', 'duplicate');
    await happens('brk_2', 2, 'commented');
    expect((await shown()).sort()).toEqual([
      ['acme', 'bank', 'duplicate', 1],
      ['acme', 'bank', 'missing_here', 2],
    ]);
    await happens('brk_2', 3, 'resolved');
    await happens('brk_3', 2, 'closed');
    expect(await shown()).toEqual([['acme', 'bank', 'missing_here', 1]]);
  });
});
