import type { ReconciliationRun } from '@pacioli/contracts/reconciliation-report';
import { database } from '@pacioli/postgres/database';
import { repository } from '@pacioli/stack/config';
import { programOf, serviceEnvironment } from '@pacioli/stack/services';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Merchant } from './merchant.testing';
import { pacioli } from './pacioli.testing';
import { Product } from './product.testing';

/** The proof of the ledger, tried on the built product: that it finds what was done, and nothing else. */
describe('Reconciliation', () => {
  let product: Product;
  let superuser: ReturnType<typeof database>;
  let merchant: Merchant;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reports-'));
    product = await Product.open({
      ...{ RECONCILE_CRON: '*/3 * * * * *', RECONCILE_REPORT_FOLDER: join(folder, 'left') },
    });
    const { addresses, databaseName } = product.settings;
    const url = new URL(addresses.adminDatabaseUrl);
    url.pathname = `/${databaseName}`;
    superuser = await database({
      ...{ url: url.href, applicationName: 'test', poolSize: 2, schema: 'ledger' },
    }).initialize();
    merchant = new Merchant(product.url, 'acme');
    await merchant.open();
    for (const amount of ['1050', '20', '3']) await merchant.transfer(`payment-${amount}`, amount);
  }, 120_000);
  afterAll(async () => {
    await superuser?.destroy();
    await product?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const withTriggersOff = async (statement: string) => {
    await superuser.query('alter table posting disable trigger all');
    await superuser.query(statement);
    await superuser.query('alter table posting enable always trigger append_only');
    await superuser.query('alter table posting enable always trigger zero_sum');
  };
  const newestToken = async () => {
    const [{ token }] = await superuser.query<[{ token: bigint | null }]>(
      `select max(lease_token) as token from reconciliation.run`,
    );
    return token ?? 0n;
  };
  const metric = async (name: string) => {
    const response = await fetch(`${product.urlOf('reconciliation')}/metrics`);
    const line = (await response.text()).split('\n').find((one) => one.startsWith(name));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  };
  /** Looks again until it is so; the test's own time limit ends a wait in vain. */
  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  it('by command prints a table of every book, and ends with 0', async () => {
    const { code, output } = await product.reconcile();
    expect(`${output}\nexit code ${code}`).toMatch(/exit code 0$/);
    expect(output).toMatch(
      /^book acme {2}ok\n {2}entries_balance +3 entries +ok\n {2}account_versions +6 postings +ok/m,
    );
    expect(output).toMatch(/^ {2}topic_against_ledger +6 records +ok/m);
    expect(output).toMatch(/^Every check of 1 book and 6 partitions passed in /m);
  });

  it('by command prints the reports as JSON, as they are stored', async () => {
    const { output } = await product.reconcile('--json');
    const { reports } = JSON.parse(output.slice(output.indexOf('{\n'))) as ReconciliationRun;
    const [acme] = reports;
    const { status, body } = await merchant.get('/v1/books/acme/reconciliation/reports?limit=200');
    expect(status).toBe(200);
    expect(body['data']).toContainEqual(acme);
  });

  it('by command writes the report of a run, and of the stored run again the same', async () => {
    const path = (name: string) => join(folder, name);
    const made = await product.reconcile('--json', '--html', path('made.html'), '--csv', path('made.csv'));
    expect(made.code).toBe(0);
    const { id } = JSON.parse(made.output.slice(made.output.indexOf('{\n'))) as ReconciliationRun;
    const again = await product.reconcile(
      '--report',
      id,
      '--html',
      path('again.html'),
      '--csv',
      path('again.csv'),
    );
    expect(again.code).toBe(0);
    expect(again.output).toMatch(/^Every check of 1 book and 6 partitions passed in /m);
    const [left] = (await readdir(path('left'))).filter((name) => name.endsWith(`${id}.html`));
    const page = await readFile(path('made.html'), 'utf8');
    expect(page).toContain('All is right: every check of 1 book and 6 partitions passed');
    expect(await readFile(path('again.html'), 'utf8')).toBe(page);
    expect(await readFile(join(path('left'), left!), 'utf8')).toBe(page);
    for (const ending of ['csv', 'problems.csv', 'breaks.csv', 'aging.csv', 'bad-lines.csv', 'forced.csv'])
      expect(await readFile(path(`again.${ending}`), 'utf8')).toBe(
        await readFile(path(`made.${ending}`), 'utf8'),
      );
  });

  it('by command ends with 2 when there is no such run, or a file is there already', async () => {
    const unknown = await product.reconcile('--report', 'run_none');
    expect([unknown.code, unknown.output]).toEqual([2, expect.stringContaining('There is no run run_none.')]);
    const taken = await product.reconcile('--html', __filename);
    expect([taken.code, taken.output]).toEqual([
      2,
      expect.stringContaining('is there already and is not overwritten'),
    ]);
  });

  it('by command says which source of statements could not be matched, and why', async () => {
    await superuser.query(
      `insert into reconciliation.statement_source (id, book, name, revision, account, starts_on, format, matching)
       values ('source_bank', 'acme', 'bank', 1, 'assets:psp', '2026-01-01', 'camt.053', '{}')`,
    );
    await superuser.query(
      `insert into reconciliation.statement
              (id, book, source, source_revision, sha256, summary, new_lines, known_lines, bad_lines, last_booked_on)
       values ('stm_bank', 'acme', 'bank', 'source_bank', '', '{}', 0, 0, 0, '2026-01-31')`,
    );
    await superuser.query('revoke insert on reconciliation.match from pacioli_reconciler');
    const { code, output } = await product.reconcile();
    await superuser.query('grant insert on reconciliation.match to pacioli_reconciler');
    for (const table of ['reconciliation.statement', 'reconciliation.statement_source'])
      await superuser.query(`
        alter table ${table} disable trigger all;
        delete from ${table};
        alter table ${table} enable trigger all;
        alter table ${table} enable always trigger append_only`);
    expect(output).toMatch(/^reconcile: the source bank of book acme could not be matched: \S/m);
    // What is proven stands by itself.
    expect(code).toBe(0);
  });

  it('leaves the report of a scheduled run with problems in its folder, and says so', async () => {
    await withTriggersOff(`update posting set amount = 21 where (book, account, version) = ('acme', 1, 2)`);
    expect((await product.reconcile()).code).toBe(1);
    const pages = async () => {
      const names = (await readdir(join(folder, 'left'))).filter((name) => name.endsWith('.html'));
      return await Promise.all(names.map((name) => readFile(join(folder, 'left', name), 'utf8')));
    };
    await until(async () => (await pages()).some((page) => page.includes('of what was new (incremental)')));
    await until(async () => ((await metric('reconciliation_report_files_total{result="written"}')) ?? 0) > 0);
    const ready = await fetch(`${product.urlOf('reconciliation')}/health/ready`);
    expect(await ready.json()).toMatchObject({ info: { reports: { report_files: 'written' } } });
    await withTriggersOff(`update posting set amount = 20 where (book, account, version) = ('acme', 1, 2)`);
    expect((await product.reconcile()).code).toBe(0);
  });

  it('names the posting that a superuser changed, ends with 1, and with 0 once it is mended', async () => {
    await withTriggersOff(`update posting set amount = 21 where (book, account, version) = ('acme', 1, 2)`);
    const { code, output } = await product.reconcile();
    expect(code).toBe(1);
    expect(output).toContain('posting acme assets:psp version 2 (entry 2 leg 1)');
    expect(output).toMatch(/^ {2}account_versions +6 postings +FAILED$/m);
    expect(output).toMatch(/\d+ problems found in book acme/);
    // Who asks about that payment is told what the newest proof says, not the first.
    const { stdout } = await pacioli(product, 'trace', '--book', 'acme', '--entry', '2');
    expect(stdout).toMatch(
      / reconciled: ok [^]* reconciled again: failed [^]* problem +account_versions: posting acme assets:psp version 2 /,
    );
    expect(stdout).toMatch(/ledger-events [^]*? amount +0\.20 GBP/);
    const { stdout: other } = await pacioli(product, 'trace', '--book', 'acme', '--entry', '1');
    expect(other).toMatch(/ reconciled again: failed /);
    expect(other).not.toContain('assets:psp version 2 (entry 2');
    await until(
      async () => ((await metric('reconciliation_problems{check="account_versions",book="acme"}')) ?? 0) > 0,
    );

    await withTriggersOff(`update posting set amount = 20 where (book, account, version) = ('acme', 1, 2)`);
    expect((await product.reconcile()).code).toBe(0);
    await until(
      async () =>
        (await metric('reconciliation_problems{check="account_versions",book="acme"}')) === undefined,
    );
  });

  it('finds nothing wrong while payments are made, however often it runs', async () => {
    let stopped = false;
    let made = 0;
    const payments = Array.from({ length: 4 }, async (_, client) => {
      for (let i = 0; !stopped; i += 1, made += 1) await merchant.transfer(`busy-${client}-${i}`);
    });
    for (let run = 0; run < 2; run += 1) {
      const before = made;
      const { code, output } = await product.reconcile();
      expect(`${output}\nexit code ${code}`).toMatch(/exit code 0$/);
      expect(made).toBeGreaterThan(before);
    }
    stopped = true;
    await Promise.all(payments);
  });

  it('runs on its schedule, and says in its metrics when it last found everything right', async () => {
    const before = await newestToken();
    await until(async () => (await newestToken()) > before + 1n);
    await until(async () => ((await metric('reconciliation_last_success_timestamp_seconds')) ?? 0) > 0);
    const ready = await fetch(`${product.urlOf('reconciliation')}/health/ready`);
    expect(ready.status).toBe(200);
    const { info } = (await ready.json()) as { info: Record<string, { status: string }> };
    expect(Object.entries(info).map(([name, { status }]) => [name, status])).toEqual([
      ['database', 'up'],
      ['kafka', 'up'],
      ['reports', 'up'],
    ]);
  });

  it('waits with a line while another runner has the lease', async () => {
    const held = `insert into reconciliation.lease as had values (true, 'somebody', 1, now() + interval '1 hour')
                  on conflict (only_row) do update set holder = 'somebody', token = had.token + 1,
                         expires_at = now() + interval '1 hour'`;
    await superuser.query(held);
    const before = await newestToken();
    const child = spawn(process.execPath, [programOf('reconciliation', 'reconcile.js')], {
      cwd: repository,
      env: { ...process.env, ...serviceEnvironment('reconciliation', product.settings) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise((resolve) => child.once('close', resolve));
    await until(async () => said.includes('somebody is reconciling; waiting for it to end'));
    expect(await newestToken()).toBe(before);
    await superuser.query(`update reconciliation.lease set expires_at = now()`);
    expect(await ended).toBe(0);
  });

  it('leaves nothing of a run that was killed, and the next one takes it up', async () => {
    const shelf = async () => {
      const [row] = await superuser.query<[{ runs: number; halves: number }]>(
        `select count(*)::integer as runs, count(*) filter (where reports <> (select count(*)
                from reconciliation.report where report.run = run.sequence))::integer as halves from reconciliation.run`,
      );
      return row;
    };
    const holder = superuser.createQueryRunner();
    await holder.startTransaction();
    // Storing waits, as its last step, when everything has been looked at.
    await holder.query('lock table reconciliation.run in share mode');
    const { settings } = product;
    const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = '${settings.databaseName}'
                        and application_name = '${product.prefix}reconciliation'`;
    await until(async () => (await superuser.query<unknown[]>(waiting)).length > 0);
    const before = await shelf();
    const pid = product.pidOf('reconciliation');
    product.signal('reconciliation', 'SIGKILL');
    await until(async () => product.said.some((line) => line.startsWith('reconciliation died (SIGKILL)')));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(await shelf()).toEqual(before);
    await holder.rollbackTransaction();
    await holder.release();
    await until(async () => (await shelf()).runs > before.runs);
    expect((await shelf()).halves).toBe(0);
    const { body } = await merchant.get('/v1/books/acme/reconciliation/reports/latest');
    expect(body).toMatchObject({ book: 'acme', status: 'ok' });
  }, 120_000);

  it('ends with 2 and says why when it can not run', async () => {
    const { settings } = product;
    const nowhere = { ...settings, addresses: { ...settings.addresses, kafkaBrokers: ['127.0.0.1:1'] } };
    const run = (environment: NodeJS.ProcessEnv) => {
      const child = spawn(process.execPath, [programOf('reconciliation', 'reconcile.js')], {
        cwd: repository,
        env: { ...process.env, ...environment },
      });
      let output = '';
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      return new Promise<{ code: number | null; output: string }>((resolve) =>
        child.once('close', (code) => resolve({ code, output })),
      );
    };
    const withoutKafka = await run(serviceEnvironment('reconciliation', nowhere));
    expect(withoutKafka.code).toBe(2);
    expect(withoutKafka.output).toMatch(/could not run: Topic .* at 127.0.0.1:1/);
    const withoutDatabase = await run({
      ...serviceEnvironment('reconciliation', settings),
      DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none',
    });
    expect(withoutDatabase.code).toBe(2);
    expect(withoutDatabase.output).toMatch(/could not run: The database/);
  });
});
