import { ReconciliationStand } from './reconciliation-stand.testing';
import { SoundBook } from './sound-book.testing';

/** No hold is given back while the system is down, and nobody is to blame for those. */
describe('A hold whose time is over', () => {
  const stand = new ReconciliationStand();
  const book = new SoundBook('acme');
  const transfer = { debit: 'cash', credit: 'owed', amount: '1', currency: 'GBP' };
  book.ask('hold.requested.v1', { ...transfer, expires_at: '2100-01-01T00:00:00Z' });
  book.ask('transfer.requested.v1', transfer);
  book.ask('transfer.requested.v1', { ...transfer, amount: '2' });
  const HELD = 12;

  beforeAll(async () => {
    await stand.open();
    await stand.publish(0, book.records);
    await stand.publish(1, new SoundBook('zeta').records);
    await stand.decide();
  });
  afterEach(() => stand.restore());
  afterAll(() => stand.close());

  /** Whether it is named, if it was over at one o'clock, and what was asked for behind it was decided at these times. */
  async function isNamed(...times: [string, string]): Promise<boolean> {
    const timeOf = (decision: number) => times[decision - HELD - 1] ?? '00:00';
    for (let decision = 1; decision <= HELD + 2; decision += 1)
      await stand.admin.query(`update outcome set accepted_at = $1 where book = 'acme' and decision = $2`, [
        `2026-01-01T${timeOf(decision)}:00Z`,
        decision,
      ]);
    await stand.admin.query(`update hold set expires_at = '2026-01-01T01:00:00Z'`);
    const reports = await stand.reconcile('full');
    const checks = reports.find((report) => report.book === 'acme')!.checks;
    const { problems } = checks.find(({ name }) => name === 'holds_conserve')!;
    return problems.some(({ found }) => found === 'it is still open');
  }

  it.each<[string, [string, string], boolean]>([
    ['is named when the ledger was at work for an hour since', ['01:10', '02:10'], true],
    ['is named when that was so from the very moment', ['01:00', '02:00'], true],
    ['is not named before the hour is over', ['01:10', '02:09'], false],
    ['is not named just after an outage in which it was due', ['03:00', '03:05'], false],
    ['is not named while nothing is decided, however long', ['00:10', '00:59'], false],
  ])('%s', async (_, times, expected) => {
    expect(await isNamed(...times)).toBe(expected);
  });
});
