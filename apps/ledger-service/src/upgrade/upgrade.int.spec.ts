import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { LedgerStand, until } from '../ledger-stand.testing';
import { makeLedgerOfTheFirstRelease } from './first-release.testing';

const PROGRAM = join(__dirname, '../../dist/upgrade/upgrade.js');

/** A ledger is made as the first release left it: in its schema, with all that it could be asked, decided by its rules. */
describe('An upgrade', () => {
  const stand = new LedgerStand();
  const book = stand.bookOn(0);

  beforeAll(async () => {
    await stand.open();
    await stand.producer.publish(askedOfTheFirstRelease());
    const ledgers = stand.ledgers();
    await stand.decideAll(ledgers, 0);
    await ledgers.drop(0);
    await ledgers.close();
    await makeLedgerOfTheFirstRelease(stand.admin);
    await stand.admin.query(
      `insert into ledger.reconciliation_report (id, book, status, started_at, finished_at, lease_token, checks)
       values ('rep_1', $1, 'ok', now(), now(), 1, '[]')`,
      [book],
    );
  });
  afterAll(() => stand.close());

  /** Events of all its types: what is posted, refused, and can never be decided, as a condition that it did not know. */
  function askedOfTheFirstRelease() {
    const line = (account: string, direction: string, amount: string) => ({
      ...{ account, direction, amount, currency: 'GBP' },
    });
    const postings = [line('cash', 'DEBIT', '7'), line('owed', 'CREDIT', '5'), line('owed', 'CREDIT', '2')];
    const told = { description: 'told', reference: '1', metadata: { order: '1', a: 'b' } };
    const earlier = { effective_at: '2026-01-31T09:00:00.000Z' };
    const refund = { debit: 'owed', credit: 'cash', amount: '108', currency: 'GBP' };
    const condition = { account: 'owed', balance: 'available', op: 'gte', amount: '0' };
    const limits = { min_balance: '-10', max_balance: '1000', metadata: { order: '1' } };
    const records = [
      ...[...stand.opening(book), stand.transfer(book, 't1')],
      { ...stand.transfer(book, 'poison'), value: '{' },
      stand.event('account.requested.v1', book, 'fees', {
        ...{ name: 'fees', type: 'income', currency: 'GBP', ...limits },
      }),
      stand.event('journal-entry.requested.v1', book, 'entry', { postings, ...told, ...earlier }),
      stand.event('transfer.requested.v1', book, 'refused', refund),
      stand.event('transfer.requested.v1', book, 'unknown', { ...refund, conditions: [condition] }),
    ];
    return records.map((record) => ({ ...record, headers: { ...record.headers, ce_rules: '1' } }));
  }

  const upgrade = () =>
    new Promise<{ code: number; said: string }>((resolve) => {
      const env = { ...process.env, ...stand.installEnvironment() };
      execFile(process.execPath, [PROGRAM], { env }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr }),
      );
    });
  const says = (text: string) => expect.stringContaining(text) as string;
  const hashes = (schema = 'ledger') =>
    stand.admin.query<{ hash: Buffer }[]>(`select hash from ${schema}.outcome order by book, decision`);

  it('refuses while a service is connected, and changes nothing when the two differ', async () => {
    const before = await hashes();
    // One that is taken: the pool closes others when they have been idle for a while.
    await stand.writer.createQueryRunner().connect();
    expect(await upgrade()).toEqual({ code: 2, said: says('Services are connected (pacioli_ledger)') });
    await stand.writer.destroy();
    await stand.admin.query(
      'alter table ledger.posting disable trigger all; update ledger.posting set amount = amount + 1',
    );
    expect(await upgrade()).toEqual({ code: 1, said: says('They differ, first in posting') });
    await stand.admin.query('update ledger.posting set amount = amount - 1');
    expect(await hashes()).toEqual(before);
  });

  /** Upgrades, and lets something happen after the topic was decided again and before the two are compared. */
  async function upgradeWhile(happens: () => Promise<unknown>) {
    const compared = stand.admin.createQueryRunner();
    await compared.query('begin; lock table ledger.account in access exclusive mode');
    const upgraded = upgrade();
    const isWaiting = `select from pg_stat_activity where datname = current_database()
                          and application_name = $1 and wait_event_type = 'Lock'`;
    await until(async () => (await stand.admin.query<[]>(isWaiting, [`${stand.prefix}upgrade`])).length > 0);
    await happens();
    await compared.query('rollback');
    await compared.release();
    return upgraded;
  }

  it('refuses when a service came meanwhile, or decided and went, and changes nothing', async () => {
    const before = await hashes();
    const cameLate = await upgradeWhile(async () => {
      stand.writer = await stand.connect('pacioli_ledger');
      await stand.writer.createQueryRunner().connect();
    });
    expect(cameLate).toEqual({ code: 2, said: says('Services are connected (pacioli_ledger)') });
    await stand.writer.destroy();
    const move = (by: number) =>
      stand.admin.query('update ledger.fence set last_offset = last_offset + $1', [by]);
    expect(await upgradeWhile(() => move(1))).toEqual({
      ...{ code: 2, said: says('The ledger has decided meanwhile, in partition 0') },
    });
    await move(-1);
    expect(await hashes()).toEqual(before);
  });

  it('makes the ledger anew by the rules of its events, and keeps the old one', async () => {
    const before = await hashes();
    const { code, said } = await upgrade();
    expect({ code, said }).toEqual({ code: 0, said: says('The ledger is of this release now.') });
    const [, kept] = /schema (ledger_until_\w+)/.exec(said)!;
    expect(await hashes()).toEqual(before);
    expect(await hashes(kept)).toEqual(before);
    expect(await upgrade()).toEqual({ code: 0, said: says('Nothing is to be done') });

    stand.writer = await stand.connect('pacioli_ledger');
    const ledgers = stand.ledgers();
    await stand.producer.publish([stand.transfer(book, 't2'), ...stand.exchanging(book)]);
    await stand.decideAll(ledgers, 0);
    await ledgers.drop(0);
    await ledgers.close();
    expect(await stand.codes(book)).toEqual([
      ...['done', 'done', 'done', 'posted', 'body_unparsable'],
      ...['done', 'posted', 'insufficient_available_balance', 'body_invalid'],
      ...['posted', 'done', 'done', 'done', 'done', 'posted'],
    ]);
    expect(
      await stand.admin.query(
        'select r.id, r.book, r.status, run.scope, run.reports from reconciliation.report r join reconciliation.run on run.sequence = r.run',
      ),
    ).toEqual([{ id: 'rep_1', book, status: 'ok', scope: 'full', reports: 1 }]);
    expect(await stand.admin.query('select rate, exact, rounded_off, residue from exchange')).toEqual([
      { rate: '1.1750', exact: '117.5', rounded_off: '-0.5', residue: 1n },
    ]);
  });
});
