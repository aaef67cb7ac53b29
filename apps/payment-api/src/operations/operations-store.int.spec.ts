import { LedgerStand } from '../ledger-stand.testing';
import { OperationsStore } from './operations-store';

describe('OperationsStore', () => {
  const stand = new LedgerStand();
  beforeAll(() => stand.open());
  afterAll(() => stand.close());

  it('fetches no answer that can be megabytes', async () => {
    const publication = stand.publication('entry');
    await stand.decide(publication, { partition: 0, offset: 0n });
    const found = await new OperationsStore(stand.database).byKeyId('acme', publication.keyId);
    expect(found).toMatchObject({ status: 'posted', type: 'transfer.requested.v1', answer: null });
  });
});
