import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { LedgerStand } from '../ledger-stand.testing';

const PROGRAM = join(__dirname, '../../dist/upgrade/upgrade.js');

/** A ledger is made to look as the first release left it: without what has come since, and decided by its rules. */
describe('An upgrade', () => {
  const stand = new LedgerStand();
  const book = stand.bookOn(0);

  beforeAll(async () => {
    await stand.open();
    const first = (record: ReturnType<typeof stand.transfer>) => ({
      ...record,
      headers: { ...record.headers, ce_rules: '1' },
    });
    const poison = { ...stand.transfer(book, 'poison'), value: '{' };
    await stand.producer.publish([...stand.opening(book), stand.transfer(book, 't1'), poison].map(first));
    const ledgers = stand.ledgers();
    await stand.decideAll(ledgers, 0);
    await ledgers.drop(0);
    await ledgers.close();
    await stand.admin.query(`
      drop table ledger.account_change;
      drop table ledger.exchange;
      alter table ledger.journal_entry drop column reverses;
      update ledger.migrations set name = 'LedgerSchema1760000000000' where name like 'Ledger%';
    `);
  });
  afterAll(() => stand.close());

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
    expect(await upgrade()).toEqual({ code: 2, said: says('Services are connected (pacioli_ledger)') });
    await stand.writer.destroy();
    await stand.admin.query(
      'alter table ledger.posting disable trigger all; update ledger.posting set amount = amount + 1',
    );
    expect(await upgrade()).toEqual({ code: 1, said: says('They differ, first in posting') });
    await stand.admin.query('update ledger.posting set amount = amount - 1');
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
      ...['done', 'done', 'done', 'posted', 'body_unparsable', 'posted'],
      ...['done', 'done', 'done', 'done', 'posted'],
    ]);
    expect(await stand.admin.query('select rate, exact, rounded_off, residue from exchange')).toEqual([
      { rate: '1.1750', exact: '117.5', rounded_off: '-0.5', residue: 1n },
    ]);
  });
});
