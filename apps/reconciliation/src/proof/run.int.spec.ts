import { paymentRecord } from '@pacioli/contracts/payment-event.testing';
import { ReconciliationReport } from '@pacioli/contracts/reconciliation-report';
import { checkerOf } from '@pacioli/contracts/schema';
import { batchedBook } from './batched-book.testing';
import { changedBook } from './changed-book.testing';
import { exchangedBook } from './exchanged-book.testing';
import { matching } from './matching.testing';
import { ReconciliationStand } from './reconciliation-stand.testing';
import { SoundBook } from './sound-book.testing';

describe('A run over a real ledger and its topic', () => {
  const stand = new ReconciliationStand();
  const acme = new SoundBook('acme');
  const zeta = new SoundBook('zeta');
  const batched = batchedBook('batch');
  const changed = changedBook('changed');
  const exchanged = exchangedBook('exchanged');
  const ghost = paymentRecord('book.requested.v1', { id: 'ghost' }, { book: 'ghost' });
  const unopened = paymentRecord(
    'account.requested.v1',
    { name: 'cash', type: 'asset', currency: 'GBP' },
    { book: 'unopened' },
  );
  const nameless = { key: Buffer.from('NO BOOK'), value: Buffer.from('x'), headers: {} };

  beforeAll(async () => {
    await stand.open();
    // Several transactions, so that offsets have gaps; a record twice; records of no book, of a book of
    // another partition, and of books never opened.
    await stand.publish(0, acme.records.slice(0, 6));
    await stand.publish(0, [...acme.records.slice(6), nameless, acme.records[5]!, ghost]);
    await stand.publish(0, batched.records);
    await stand.publish(0, changed.records);
    await stand.publish(0, exchanged.records);
    await stand.publish(1, [...zeta.records, unopened, ghost]);
    await stand.decide();
  });
  afterEach(() => stand.restore());
  afterAll(() => stand.close());

  const failedIn = (reports: readonly ReconciliationReport[]) =>
    Object.fromEntries(
      reports
        .filter(({ status }) => status === 'failed')
        .map(({ book, checks }) => [
          book,
          Object.fromEntries(
            checks
              .filter(({ status }) => status === 'failed')
              .map(({ name, problems }) => [
                name,
                problems.map(({ row }) => row.replace(/ \((op_|je_|record )[\w-]+\)/, '')),
              ]),
          ),
        ]),
    );
  const after = async (tampering: string) => {
    await stand.admin.query(tampering);
    return failedIn(await stand.reconcile());
  };

  it('finds a sound ledger sound, in every book', async () => {
    const reports = await stand.reconcile();
    expect(failedIn(reports)).toEqual({});
    expect(reports.map(({ book }) => book)).toEqual([
      'acme',
      'batch',
      'changed',
      'exchanged',
      'ghost',
      'unopened',
      'zeta',
      '~0',
      '~1',
    ]);
    const counts = (at: number) => reports[at]!.checks.map(({ name, checked }) => [name, checked]);
    expect(counts(0)).toEqual([
      ['entries_balance', 4],
      ['account_versions', 10],
      ['numbering', 19],
      ['hash_chain', 11],
      ['holds_conserve', 0],
      ['exchanges_agree', 0],
      ['periods_stay_closed', 0],
      ['debits_equal_credits', 2],
      ['answers_agree', 4],
      ['reversals_agree', 0],
      ['dated_totals', 20],
      ['topic_against_ledger', 12],
      ['events_against_ledger', 0],
      ['decided_again', 11],
    ]);
    // Four entries of one decision, a hold among them, and what was captured of it.
    expect(counts(1)).toEqual([
      ['entries_balance', 9],
      ['account_versions', 22],
      ['numbering', 26],
      ['hash_chain', 13],
      ['holds_conserve', 2],
      ['exchanges_agree', 0],
      ['periods_stay_closed', 0],
      ['debits_equal_credits', 2],
      ['answers_agree', 6],
      ['reversals_agree', 1],
      ['dated_totals', 20],
      ['topic_against_ledger', 13],
      ['events_against_ledger', 0],
      ['decided_again', 13],
    ]);
    expect(counts(2)).toContainEqual(['periods_stay_closed', 1]);
    // Two exchanges of one decision, and two alone.
    expect(counts(3)).toContainEqual(['exchanges_agree', 4]);
    expect(counts(3)).toContainEqual(['reversals_agree', 1]);
    // A record of no book, and one of a book of another partition.
    expect(counts(7)).toContainEqual(['topic_against_ledger', 2]);
    expect(counts(7)).toContainEqual(['hash_chain', 2]);
  });

  it('stores its reports, as they are told', async () => {
    const reports = await stand.reconcile();
    const rows = await stand.admin.query<{ report: ReconciliationReport }[]>(
      `select jsonb_build_object('id', id, 'book', book, 'status', status, 'checks', checks) as report
         from reconciliation.report where run = (select max(sequence) from reconciliation.run) order by sequence`,
    );
    const told = reports.map(({ id, book, status, checks }) => ({ id, book, status, checks }));
    expect(rows.map(({ report }) => report)).toEqual(told);
    const check = checkerOf(ReconciliationReport);
    for (const report of reports) expect(check(report)).toEqual([]);
  });

  it('does not look at what was published after the fence', async () => {
    await stand.publish(0, [
      paymentRecord('transfer.requested.v1', {}, { book: 'acme', idempotencyKey: 'later' }),
    ]);
    expect(failedIn(await stand.reconcile())).toEqual({});
  });

  it('names the one posting whose amount a superuser changed', async () => {
    expect(
      await after(`update posting set amount = 21 where (book, account, version) = ('acme', 1, 2)`),
    ).toEqual({
      acme: {
        entries_balance: ['entry acme 2'],
        account_versions: ['posting acme cash version 2 (entry 2 leg 1)'],
        hash_chain: ['decision acme 7'],
        debits_equal_credits: [
          'book acme GBP, posted amounts',
          'book acme GBP, debits_posted of all accounts',
        ],
        answers_agree: ['answer of decision acme 7 at /postings/0/amount'],
      },
    });
  });

  it('names what a superuser changed consistently, by the chain and the answer', async () => {
    // Both legs and all later totals: the books balance again, and only the past says otherwise.
    const later = `update posting set debits_posted = debits_posted + case direction when 'DEBIT' then 1 else 0 end,
                          credits_posted = credits_posted + case direction when 'CREDIT' then 1 else 0 end
                    where book = 'acme' and account in (1, 2) and entry >= 2`;
    const amount = `update posting set amount = amount + 1 where book = 'acme' and entry = 2`;
    expect(await after(`${later}; ${amount}`)).toEqual({
      acme: {
        hash_chain: ['decision acme 7', 'decision acme 10', 'decision acme 11'],
        answers_agree: [
          'answer of decision acme 7 at /postings/0/amount',
          'answer of decision acme 7 at /postings/0/balance_after',
          'answer of decision acme 7 at /postings/0/pending_after',
          'answer of decision acme 7 at /postings/0/available_after',
          'answer of decision acme 7 at /postings/1/amount',
          'answer of decision acme 7 at /postings/1/balance_after',
          'answer of decision acme 7 at /postings/1/pending_after',
          'answer of decision acme 7 at /postings/1/available_after',
          'answer of decision acme 10 at /postings/0/balance_after',
          'answer of decision acme 10 at /postings/0/pending_after',
          'answer of decision acme 10 at /postings/0/available_after',
          'answer of decision acme 10 at /postings/1/balance_after',
          'answer of decision acme 10 at /postings/1/pending_after',
          'answer of decision acme 10 at /postings/1/available_after',
          'answer of decision acme 11 at /postings/0/balance_after',
          'answer of decision acme 11 at /postings/0/pending_after',
          'answer of decision acme 11 at /postings/0/available_after',
          'answer of decision acme 11 at /postings/1/balance_after',
          'answer of decision acme 11 at /postings/1/pending_after',
          'answer of decision acme 11 at /postings/1/available_after',
        ],
      },
    });
  });

  it('names the one entry of a batch that a superuser took away with its postings', async () => {
    const failed = await after(
      `delete from posting where (book, entry) = ('batch', 8); delete from journal_entry where (book, number) = ('batch', 8)`,
    );
    expect(failed).toEqual({
      batch: {
        account_versions: [
          'posting batch cash version 10 (entry 9 leg 1)',
          'posting batch owed version 10 (entry 9 leg 2)',
        ],
        numbering: ['entry batch 8'],
        hash_chain: ['decision batch 12'],
        debits_equal_credits: [
          'book batch GBP, debits_posted of all accounts',
          'book batch GBP, credits_posted of all accounts',
        ],
        answers_agree: ['answer of decision batch 12 at /results/3'],
      },
    });
  });

  it('names what balances of past effect would be wrong by', async () => {
    const row = `(book, account, shift) = ('acme', 1, 9)`;
    expect(await after(`update dated_total set debits_posted = 8 where ${row}`)).toEqual({
      acme: {
        dated_totals: [
          matching(/^dated total acme account 1 of 2\^9 ms from 2026-01-31T0\d:[\d:.]+Z entry 3$/),
        ],
      },
    });
    await stand.restore();
    expect(await after(`delete from dated_total where ${row}`)).toEqual({
      acme: { dated_totals: [expect.any(String)] },
    });
    await stand.restore();
    const forged = `insert into dated_total select 'acme', 1, 0, 0, 1, 5, 0, 0, 0`;
    expect(await after(forged)).toEqual({
      acme: { dated_totals: ['dated total acme account 1 of 2^0 ms from 1970-01-01T00:00:00.000Z entry 1'] },
    });
    await stand.restore();
    const moved = `update journal_entry set effective_at = effective_at + interval '1 ms' where (book, number) = ('acme', 3)`;
    expect((await after(moved))['acme']!['dated_totals']).toHaveLength(8);
  });

  it.each([
    [
      'rate',
      `update exchange set rate = '1.16' where (book, entry) = ('exchanged', 5)`,
      {
        exchanges_agree: ['exchange exchanged 5'],
        answers_agree: ['answer of decision exchanged 15 at /exchange/rate'],
      },
    ],
    [
      'residue',
      `update exchange set bought = 117, residue = 0 where (book, entry) = ('exchanged', 5)`,
      {
        exchanges_agree: ['exchange exchanged 5'],
        answers_agree: [
          'answer of decision exchanged 15 at /exchange/bought',
          'answer of decision exchanged 15 at /exchange/residue',
        ],
      },
    ],
    [
      'row',
      `delete from exchange where (book, entry) = ('exchanged', 5)`,
      {
        exchanges_agree: ['entry exchanged 5'],
        answers_agree: ['answer of decision exchanged 15 at /exchange'],
      },
    ],
  ])('names the one exchange whose %s a superuser changed or took away', async (_, tampering, named) => {
    expect(await after(tampering)).toEqual({
      exchanged: { hash_chain: ['decision exchanged 15'], ...named },
    });
  });

  // None of these is in a hash, and one of them tells the status that an account had at a moment.
  it.each([
    ['change of an account', 'account_change', 'changed_at', 'change 1 of account changed owed'],
    ['closed period', 'closed_period', 'closed_at', 'period changed 2025-12'],
  ])('names a %s that a superuser dated back, and one of a decision that there is not', async (...named) => {
    const [, table, column, row] = named;
    expect(await after(`update ${table} set ${column} = ${column} - interval '1 day'`)).toEqual({
      changed: { numbering: [row] },
    });
    await stand.restore();
    expect(await after(`update ${table} set decision = 99`)).toEqual({
      changed: { numbering: [row], hash_chain: [matching(/^decision changed 1[23]$/)] },
    });
  });

  it('names a change of an account that a superuser put in behind all decisions', async () => {
    const putIn = `insert into account_change
      select book, account, 2, 99, 'ACTIVE', min_balance, max_balance, metadata, null, changed_at from account_change`;
    expect(await after(putIn)).toEqual({ changed: { numbering: ['change 2 of account changed owed'] } });
  });

  it('finds a book of which nothing is left but an exchange', async () => {
    const failed = await after(`update exchange set book = 'nowhere' where (book, entry) = ('exchanged', 5)`);
    expect(failed['nowhere']).toEqual({ exchanges_agree: ['exchange nowhere 5'] });
  });

  it('names an outcome that is gone, in the ledger and against the topic', async () => {
    const failed = await after(`delete from outcome where (book, decision) = ('zeta', 8)`);
    expect(failed).toEqual({
      zeta: {
        numbering: ['decision zeta 8'],
        hash_chain: ['decision zeta 9'],
        topic_against_ledger: ['record 1-7'],
      },
    });
  });

  it('names an outcome that was put in', async () => {
    const failed = await after(
      `insert into outcome (key_id, book, decision, partition, topic_offset, accepted_at, recorded_at, status, hash)
       values (gen_random_uuid(), 'zeta', 12, 1, 500, now(), now(), 'rejected', '\\x00')`,
    );
    expect(failed).toMatchObject({
      zeta: { topic_against_ledger: ['outcome of record 1-500'] },
    });
  });

  it('finds a book of which nothing is left but a posting', async () => {
    const failed = await after(
      `update posting set book = 'nowhere' where (book, account, version) = ('acme', 1, 1)`,
    );
    expect(failed['nowhere']).toEqual({
      entries_balance: ['posting nowhere account 1 version 1 (entry 1 leg 1)'],
      account_versions: ['posting nowhere account 1 version 1 (entry 1 leg 1)'],
      debits_equal_credits: [
        'book nowhere GBP, posted amounts',
        'book nowhere GBP, debits_posted of all accounts',
      ],
    });
  });

  it('finds a book that the topic alone remembers', async () => {
    const failed = await after(
      ['outcome', 'book', 'account', 'journal_entry', 'posting', 'dated_total']
        .map((table) => `delete from ${table} where ${table === 'book' ? 'id' : 'book'} = 'zeta'`)
        .join('; '),
    );
    expect(Object.keys(failed)).toEqual(['zeta']);
    expect(failed['zeta']!['topic_against_ledger']).toHaveLength(11);
  });

  it('names a fence that does not know its last record', async () => {
    expect(await after(`update fence set last_hash = '\\x00' where partition = 1`)).toEqual({
      '~1': { topic_against_ledger: ['fence of partition 1'] },
    });
  });

  it('misses a fence that is gone', async () => {
    const failed = await after(`delete from fence where partition = 1`);
    expect(failed['zeta']!['topic_against_ledger']).toHaveLength(11);
    expect(failed['unopened']!['topic_against_ledger']).toHaveLength(1);
  });

  it('names a fence of a partition that the topic does not have', async () => {
    expect(await after(`insert into fence values (7, 3, 2, '\\x00')`)).toEqual({
      '~7': { topic_against_ledger: ['partition 7 of the topic', 'fence of partition 7'] },
    });
  });

  it.each([
    ['an end of time', `update outcome set recorded_at = 'infinity' where (book, decision) = ('acme', 7)`],
    [
      'an effect at the end of time',
      `update journal_entry set effective_at = 'infinity' where (book, number) = ('acme', 3)`,
    ],
    [
      'metadata that are none',
      `update journal_entry set metadata = 'null' where (book, number) = ('acme', 2)`,
    ],
    [
      'an answer that is none',
      `update outcome set answer = '{"a":"\\u0000"' where (book, decision) = ('acme', 7)`,
    ],
    [
      'a name of other signs',
      `update account set name = E'\\u0001 ‰ \\n' where (book, number) = ('acme', 1)`,
    ],
    ['a number below all', `update outcome set decision = -5 where (book, decision) = ('acme', 7)`],
    [
      'a book with an odd name',
      `update outcome set book = E'O''Brien; --\\n' where (book, decision) = ('acme', 7)`,
    ],
  ])('reports a row that holds %s, and goes on', async (_, tampering) => {
    expect(Object.keys(await after(tampering))).toContain('acme');
  });
});
