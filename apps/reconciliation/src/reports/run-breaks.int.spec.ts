import type { StatementSourceRequest } from '@pacioli/contracts/outside-statement';
import { paymentRecord } from '@pacioli/contracts/payment-event.testing';
import { badLinesBySource } from '@pacioli/ledger-db/bad-statements';
import { openBreaks } from '../breaks/break-rows';
import { breakOf } from '../breaks/break-views';
import { assign, resolve, workOn } from '../breaks/break-work';
import { approveForceMatch, proposeForceMatch } from '../breaks/force-match';
import { matchSource } from '../breaks/match-source';
import { importStatement } from '../outside-statements/import-statement';
import { ReconciliationStand } from '../proof/reconciliation-stand.testing';
import { addSource, reviseSource, sourceOf } from '../sources/sources-store';
import { inTransaction, type Query } from '../writes/keyed-writes';
import { reportHtml } from './report-html';
import { readRunReport } from './run-report-store';

const BOOK = 'acme';
const MAPPING = {
  ...{ encoding: 'utf-8', delimiter: ',', decimal_mark: '.', date_formats: ['yyyy-MM-dd'] },
  ...{ time_zone: 'Etc/UTC', currency: 'GBP' },
  columns: { reference: 'Ref', amount: 'Amount', booked_on: 'Date' },
} satisfies StatementSourceRequest['mapping'];
const NOTHING_ELSE = { bad_lines: 0, matches_by_force: 0 };
const SOURCE: Omit<StatementSourceRequest, 'name'> = {
  ...{ account: 'assets:psp', starts_on: '2025-10-01', format: 'csv' },
  mapping: MAPPING,
};

describe('What the report of a stored run says of breaks', () => {
  const stand = new ReconciliationStand();
  let made = 0;

  beforeAll(async () => {
    await stand.open();
    const ask = (type: string, body: object) => {
      made += 1;
      return paymentRecord(type, body, { book: BOOK, idempotencyKey: `key-${made}` });
    };
    await stand.publish(0, [
      ask('book.requested.v1', { id: BOOK, name: 'Acme' }),
      ask('account.requested.v1', { name: 'assets:psp', type: 'asset', currency: 'GBP' }),
      ask('account.requested.v1', { name: 'income:sales', type: 'income', currency: 'GBP' }),
      ask('transfer.requested.v1', {
        ...{
          debit: 'assets:psp',
          credit: 'income:sales',
          amount: '1050',
          currency: 'GBP',
          reference: 'ours',
        },
        effective_at: '2025-10-01T12:00:00.000Z',
      }),
    ]);
    await stand.decide();
  });
  afterAll(() => stand.close());

  const query: Query = (text: string, parameters?: unknown[]) => stand.reconciler.query(text, parameters);
  const once = <T>(work: (within: Query) => Promise<T>) => inTransaction(stand.reconciler, work);
  const breaksOf = async (run: string) => (await readRunReport(stand.reconciler, run))!.breaks!;
  const mirrorOf = (source: string) => ({ book: BOOK, source });
  const open = (name: string) => addSource(query, BOOK, { ...SOURCE, name });
  async function send(name: string, rows: readonly string[]) {
    made += 1;
    const chunks = (async function* () {
      yield* [Buffer.from(`Ref,Amount,Date\n${rows.map((row) => `${row}\n`).join('')}`)];
    })();
    const file = { key: `sent-${made}`, fileName: null, sentBy: null, chunks };
    await importStatement(stand.reconciler, await sourceOf(query, BOOK, name), file);
    await once((within) => matchSource(within, mirrorOf(name)));
  }
  const breakOn = async (name: string, cause: string) =>
    (await openBreaks(query, mirrorOf(name))).find((one) => one.cause === cause)!.id;
  const settle = async (within: Query, id: string) =>
    resolve(within, await workOn(within, BOOK, id), { by: 'Ann', reason: 'known' });
  const ofSource = ({ oldest }: Awaited<ReturnType<typeof breaksOf>>, name: string) =>
    oldest.filter(({ source }) => source === name).map(({ cause, age_days: age }) => [cause, age]);

  it('is what was open when it was stored, with its age by then, whatever was done since', async () => {
    await open('bank');
    await send('bank', ['theirs,3.00,2025-10-07']);
    await once(async (within) =>
      assign(within, await workOn(within, BOOK, await breakOn('bank', 'missing_here')), {
        by: 'Ann',
        to: 'Bob',
      }),
    );
    const { id } = await stand.run('full');
    const before = await breaksOf(id);
    const page = reportHtml((await readRunReport(stand.reconciler, id))!);
    expect(before.sources).toEqual([
      { book: BOOK, source: 'bank', statements: 1, last_day: '2025-10-07', open_breaks: 2, ...NOTHING_ELSE },
    ]);
    expect(before.aging).toEqual([
      {
        book: BOOK,
        currency: 'GBP',
        cause: 'missing_here',
        bucket: '0-1',
        count: 1,
        came_in: '300',
        went_out: '0',
      },
      {
        book: BOOK,
        currency: 'GBP',
        cause: 'missing_there',
        bucket: '2-7',
        count: 1,
        came_in: '1050',
        went_out: '0',
      },
    ]);
    expect(before.oldest).toMatchObject([
      {
        cause: 'missing_there',
        age_days: 6,
        items: [expect.stringMatching(/^\d+\/1$/)],
        item_count: 1,
        lines: [],
      },
      {
        ...{ cause: 'missing_here', assigned_to: 'Bob', item_count: 0, line_count: 1 },
        lines: [{ reference: 'theirs', amount: '300', booked_on: '2025-10-07' }],
      },
    ]);
    await once(async (within) => settle(within, await breakOn('bank', 'missing_here')));
    await once(async (within) =>
      assign(within, await workOn(within, BOOK, await breakOn('bank', 'missing_there')), {
        by: 'Ann',
        to: 'Cyd',
      }),
    );
    await send('bank', ['later,1.00,2025-12-07']);
    await open('other');
    await send('other', ['x,1.00,2025-12-07']);
    expect(await breaksOf(id)).toEqual(before);
    expect(reportHtml((await readRunReport(stand.reconciler, id))!)).toBe(page);
    const { id: next } = await stand.run('full');
    expect(ofSource(await breaksOf(next), 'bank')).toEqual([
      ['missing_there', 67],
      ['missing_here', 0],
    ]);
  });

  it('is of a break whose amounts differ what differs, and of what is open what came in and what went out', async () => {
    await open('amounts');
    await send('amounts', ['ours,9.50,2025-10-01', 'theirs,3.00,2025-10-01', 'taken,-2.00,2025-10-01']);
    const { oldest, aging } = await breaksOf((await stand.run('full')).id);
    expect(
      oldest
        .filter(({ source }) => source === 'amounts')
        .map(({ cause, amount, items_amount, lines_amount }) => [cause, amount, items_amount, lines_amount])
        .sort(),
    ).toEqual([
      ['amount_differs', '-100', '1050', '950'],
      ['missing_here', '-200', null, '-200'],
      ['missing_here', '300', null, '300'],
    ]);
    expect(aging).toContainEqual({
      ...{ book: BOOK, currency: 'GBP', cause: 'amount_differs', bucket: '0-1', count: 1 },
      ...{ came_in: '0', went_out: '100' },
    });
    const here = aging.find(({ cause, bucket }) => cause === 'missing_here' && bucket === '0-1')!;
    expect(here.went_out).toBe('200');
    expect(BigInt(here.came_in)).toBeGreaterThanOrEqual(300n);
  });

  it('lists what was matched by force up to then, newest first, with its people and its difference', async () => {
    await open('forced');
    await send('forced', ['mine,9.00,2025-10-01']);
    const { id: before } = await stand.run('full');
    const [there, here] = [await breakOn('forced', 'missing_there'), await breakOn('forced', 'missing_here')];
    await once(async (within) =>
      proposeForceMatch(within, await workOn(within, BOOK, there), {
        ...{ by: 'Ann', reason: 'agreed', together_with: [here] },
        accepted_difference: { amount: '-150', currency: 'GBP' },
      }),
    );
    const { revision } = (await breakOf(query, BOOK, there)).history.at(-1)!;
    await once(async (within) =>
      approveForceMatch(within, await workOn(within, BOOK, there), {
        approved_by: 'Bob',
        proposal: revision,
      }),
    );
    const { id } = await stand.run('full');
    const then = await breaksOf(id);
    expect(then.forced).toMatchObject([
      {
        ...{ source: 'forced', items_amount: '1050', lines_amount: '900', difference: '-150' },
        ...{ reason: 'agreed', made_by: 'Ann', approved_by: 'Bob' },
      },
    ]);
    const countIn = ({ sources }: typeof then) =>
      sources.find(({ source }) => source === 'forced')!.matches_by_force;
    expect([countIn(then), countIn(await breaksOf(before))]).toEqual([1, 0]);
    expect((await breaksOf(before)).forced).toEqual([]);
  });

  it('lists the statements that were read badly, until their files are read again', async () => {
    await open('bad');
    const rows = ['a,1.00,2025-10-01', 'b,one,2025-10-01', 'c,2.00,01.10.2025'];
    await send('bad', rows);
    const { id: first } = await stand.run('full');
    const of = async (run: string) => {
      const { sources, bad_statements } = await breaksOf(run);
      return [
        sources.find(({ source }) => source === 'bad')!.bad_lines,
        bad_statements.map(({ source, lines, bad_lines }) => [source, lines, bad_lines]),
      ];
    };
    expect(await of(first)).toEqual([2, [['bad', 1, 2]]]);
    await once((within) =>
      reviseSource(within, BOOK, 'bad', {
        mapping: { ...MAPPING, date_formats: ['yyyy-MM-dd', 'dd.MM.yyyy'] },
      }),
    );
    await send('bad', rows);
    const { id: second } = await stand.run('full');
    expect(await of(second)).toEqual([1, [['bad', 2, 1]]]);
    expect(await of(first)).toEqual([2, [['bad', 1, 2]]]);
    const rowsOf = <Row>(text: string, parameters: unknown[]) => query<Row[]>(text, parameters);
    expect(await badLinesBySource(rowsOf)).toEqual([{ book: BOOK, source: 'bad', count: 1 }]);
  });

  it('counts all or nothing of what is written while the run is stored', async () => {
    await open('first');
    await open('second');
    await send('first', ['a,1.00,2025-10-01']);
    await send('second', ['b,1.00,2025-10-01']);
    const [first, second] = [await breakOn('first', 'missing_here'), await breakOn('second', 'missing_here')];
    const waiting = async () => {
      const [{ count }] = await stand.admin.query<[{ count: number }]>(
        `select count(*)::integer as count from pg_locks where locktype = 'advisory' and not granted`,
      );
      return count > 0;
    };
    let run: ReturnType<typeof stand.run> | undefined;
    let atOnce: unknown;
    await once(async (within) => {
      await settle(within, first);
      await once((other) => settle(other, second));
      let ended = false;
      run = stand.run('full').finally(() => (ended = true));
      while (!ended && !(await waiting()));
      if (ended) atOnce = await breaksOf((await run).id);
    });
    const { id } = await run!;
    const then = await breaksOf(id);
    expect(atOnce ?? then).toEqual(then);
    expect([ofSource(then, 'first'), ofSource(then, 'second')]).not.toContainEqual(
      expect.arrayContaining([['missing_here', 0]]),
    );
  });

  it('is nothing where a run is of a release that did not know of breaks', async () => {
    await stand.admin
      .query(`insert into reconciliation.run (id, scope, status, started_at, finished_at, lease_token, reports, partitions)
      values ('run_earlier', 'full', 'ok', now(), now(), 1, 0, '[]')`);
    const report = (await readRunReport(stand.reconciler, 'run_earlier'))!;
    expect('breaks' in report).toBe(false);
  });
});
