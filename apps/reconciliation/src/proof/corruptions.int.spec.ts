import { partitionOf } from '@pacioli/contracts/topics';
import type { ReconciliationReport } from '@pacioli/contracts/reconciliation-report';
import { heldBook } from './held-book.testing';
import { PARTITIONS, ReconciliationStand } from './reconciliation-stand.testing';
import type { Forgery } from './sound-book.testing';

const PROVEN = 9;

/**
 * What a superuser, or a producer of somebody else's, can do to a ledger, one at a time, in what no run has proven yet. A run over
 * what is new must name it to the row, and a full run after it must, too.
 */
describe('A corruption', () => {
  const stand = new ReconciliationStand();
  const book = bookOnFirst();
  const { records } = heldBook(book);

  beforeAll(async () => {
    await stand.open();
    await stand.publish(0, records.slice(0, PROVEN));
    await stand.decide();
    await stand.reconcile();
    await stand.publish(0, records.slice(PROVEN));
    await stand.decide();
    await stand.send(stand.events(0));
    await stand.admin.query(`
      alter table reconciliation.run disable trigger all;
      alter table reconciliation.report disable trigger all`);
  });
  beforeEach(async () => {
    await stand.restore();
    await stand.admin.query(`
      delete from reconciliation.report where run > 1;
      delete from reconciliation.run where sequence > 1`);
  });
  afterAll(() => stand.close());

  function bookOnFirst(): string {
    for (let i = 0; ; i += 1) if (partitionOf(`acme-${i}`, PARTITIONS) === 0) return `acme-${i}`;
  }

  const foundIn = (reports: readonly ReconciliationReport[]) =>
    reports.flatMap(({ book: of, checks }) =>
      checks.flatMap(({ name, problems }) =>
        problems.map(({ row }) =>
          `${of} ${name}: ${row}`.replaceAll(book, 'acme').replace(/ \((op|je)_\w+\)/, ''),
        ),
      ),
    );
  async function expectNamed(...named: string[]) {
    const incremental = await stand.run('incremental');
    expect({ scope: incremental.scope, found: foundIn(incremental.reports) }).toEqual({
      ...{ scope: 'incremental', found: expect.arrayContaining(named) as string[] },
    });
    expect(foundIn(await stand.reconcile('full'))).toEqual(expect.arrayContaining(named));
  }

  it('is none, in a sound ledger: both find nothing', async () => {
    const { scope, reports } = await stand.run('incremental');
    expect({
      scope,
      ranges: reports.map(({ first_decision: first, last_decision: last }) => [first, last]),
    }).toEqual({
      ...{
        scope: 'incremental',
        ranges: [
          ['10', '20'],
          ['1', '0'],
        ],
      },
    });
    expect(foundIn([...reports, ...(await stand.reconcile('full'))])).toEqual([]);
  });

  const POSTING = 'acme account_versions: posting acme cash version 4 (entry 4 leg 1)';
  const inBook = `book = '${book}'`;
  const leg = `${inBook} and entry = 4 and leg = 1`;
  /** Copies a row of a table under other values. */
  const copy = (table: string, values: string, where: string) =>
    `insert into ${table} select (jsonb_populate_record(t, ${values})).* from ${table} t where ${where}`;

  it.each<[string, string, ...string[]]>([
    ['a changed amount', `update posting set amount = amount + 1 where ${leg}`, POSTING],
    ['a flipped side', `update posting set direction = 'CREDIT' where ${leg}`, POSTING],
    ['a deleted posting', `delete from posting where ${leg}`, 'acme entries_balance: entry acme 4'],
    [
      'a deleted entry at the end',
      `delete from posting where ${inBook} and entry = 9; delete from journal_entry where ${inBook} and number = 9`,
      'acme numbering: decision acme 16',
    ],
    [
      'a duplicated entry',
      `${copy('journal_entry', `'{"number": 14}'`, `${inBook} and number = 4`)};
       ${copy('posting', `jsonb_build_object('entry', 14, 'version', version + 100)`, `${inBook} and entry = 4`)}`,
      'acme numbering: entry acme 14',
    ],
    [
      'swapped versions',
      `update posting set version = 1000 where ${inBook} and account = 1 and version = 3;
       update posting set version = 3 where ${inBook} and account = 1 and version = 4;
       update posting set version = 4 where ${inBook} and account = 1 and version = 1000`,
      'acme account_versions: posting acme cash version 4 (entry 3 leg 1)',
    ],
    [
      'a wrong balance after it',
      `update posting set debits_posted = debits_posted + 1 where ${leg}`,
      POSTING,
    ],
    [
      'an outcome without a record',
      copy(
        'outcome',
        `'{"key_id": "00000000-0000-0000-0000-000000000001", "decision": 21, "topic_offset": 21}'`,
        `${inBook} and decision = 20`,
      ),
      'acme topic_against_ledger: outcome of record 0-21',
      'acme hash_chain: decision acme 21',
    ],
    [
      'a record without an outcome',
      `delete from outcome where ${inBook} and decision = 20`,
      'acme topic_against_ledger: record 0-20',
    ],
    [
      'an altered hash',
      `update outcome set hash = sha256(hash) where ${inBook} and decision = 15`,
      'acme hash_chain: decision acme 15',
    ],
    [
      'an entry that was put in between',
      `update posting set entry = entry + 1000 where ${inBook} and entry > 4;
       update journal_entry set number = number + 1000 where ${inBook} and number > 4;
       update posting set entry = entry - 999 where ${inBook} and entry > 1000;
       update journal_entry set number = number - 999 where ${inBook} and number > 1000;
       ${copy('journal_entry', `'{"number": 5}'`, `${inBook} and number = 4`)};
       ${copy('posting', `jsonb_build_object('entry', 5, 'version', version + 100)`, `${inBook} and entry = 4`)}`,
      'acme hash_chain: decision acme 12',
      'acme numbering: entry acme 5',
    ],
    ['a wrong currency', `update posting set currency = 'EUR' where ${leg}`, POSTING],
    [
      'a hold that is never released',
      `delete from hold_change where ${inBook} and entry = 9`,
      'acme holds_conserve: entry acme 9',
    ],
    [
      'a changed fingerprint',
      `update outcome set fingerprint = sha256(fingerprint) where ${inBook} and decision = 11`,
      'acme topic_against_ledger: outcome of record 0-11',
    ],
    [
      'a moved effective date',
      `update journal_entry set effective_at = effective_at + interval '1 day' where ${inBook} and number = 3`,
      'acme hash_chain: decision acme 10',
    ],
    [
      'a skipped entry number',
      `update posting set entry = 99 where ${inBook} and entry = 9;
       update journal_entry set number = 99 where ${inBook} and number = 9`,
      'acme numbering: entry acme 9 to 98',
    ],
    [
      'a fence ahead of the data',
      'update fence set next_offset = next_offset + 5 where partition = 0',
      '~0 topic_against_ledger: partition 0 of the topic',
    ],
    [
      'a fence behind the data',
      'update fence set next_offset = 20 where partition = 0',
      'acme topic_against_ledger: outcome of record 0-20',
      '~0 topic_against_ledger: fence of partition 0',
    ],
  ])('is found and named: %s', async (_, corruption, ...named) => {
    await stand.admin.query(corruption);
    await expectNamed(...named);
  });

  it('is found and named: a tail that was written anew, with all of its hashes', async () => {
    const more: Forgery = (event) =>
      event.offset === 11n
        ? Object.assign({}, event, { body: Object.assign({}, event.body, { amount: '4' }) })
        : event;
    await stand.forge(0, more);
    await expectNamed('acme events_against_ledger: event 0-10 of ledger-events');
    expect(foundIn(await stand.reconcile('full'))).toContain(
      'acme decided_again: decision acme 11 (record 0-11)',
    );
  });

  // What is in a topic stays in it, so these come last.
  it('is found and named: a foreign record in a topic', async () => {
    const [event] = stand.events(0);
    await stand.send([Object.assign({}, event, { headers: { ce_id: 'somebody' } })]);
    await expectNamed('~0 events_against_ledger: event 0-21 of ledger-events');
  });

  it('is found and named: an event in a foreign partition', async () => {
    const event = stand.events(0).at(-1)!;
    await stand.send([Object.assign({}, event, { partition: 1 })]);
    await expectNamed('~1 events_against_ledger: event 1-0 of ledger-events');
    await stand.restore();
    await stand.publish(1, records.slice(0, 1));
    await stand.admin.query('update fence set next_offset = 1 where partition = 1');
    await expectNamed('~1 topic_against_ledger: record 1-0');
  });
});
