import { dataDirectoryOf, readConfig, repository } from '@pacioli/stack/config';
import { removeCluster } from '@pacioli/stack/infrastructure/embedded-postgres';
import { freePorts } from '@pacioli/stack/ports';
import { runCommand } from '@pacioli/stack/run-command';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Runs what the README says, as it says it: only ports and data folder are others, so that a running stack is not touched. */
describe('The README', () => {
  const data = join(
    dataDirectoryOf(readConfig()),
    'test-products',
    `readme-${randomBytes(4).toString('hex')}`,
  );
  let environment: NodeJS.ProcessEnv;
  let api: number;
  let start: ChildProcess;
  let shown = '';

  beforeAll(async () => {
    const [first, ledger, reconciliation, postgres, kafka, controller] = await freePorts(
      6,
      22_000 + (process.pid % 400) * 10,
    );
    api = first!;
    environment = {
      ...process.env,
      ...{ PACIOLI_DATA: data, PACIOLI_API_PORT: String(api), PACIOLI_LEDGER_PORT: String(ledger) },
      ...{ PACIOLI_RECONCILIATION_PORT: String(reconciliation), PACIOLI_POSTGRES_PORT: String(postgres) },
      ...{ PACIOLI_KAFKA_PORT: String(kafka), PACIOLI_KAFKA_CONTROLLER_PORT: String(controller) },
    };
    mkdirSync(data, { recursive: true });
    start = spawn(process.execPath, ['stack/dist/start.js'], { cwd: repository, env: environment });
    for (const stream of [start.stdout!, start.stderr!])
      stream.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    await new Promise<void>((resolve, reject) => {
      start.stdout!.on('data', () => shown.includes('Ready ') && resolve());
      start.once('exit', () => reject(new Error(shown)));
    });
  }, 180_000);
  afterAll(async () => {
    if (start.exitCode === null) {
      start.kill('SIGINT');
      await once(start, 'exit');
    }
    removeCluster(data);
    rmSync(data, { recursive: true, force: true });
  }, 60_000);

  /** The walk's blocks, in their order, as one script. */
  const walk = (): string => {
    const section = /## A payment by hand\n([^]*?)\n## /.exec(
      readFileSync(join(repository, 'README.md'), 'utf8'),
    )![1]!;
    const blocks = [...section.matchAll(/```sh\n([^]*?)```/g)].map(([, script]) => script);
    return blocks.join('\n').replaceAll(':8080/', `:${api}/`).replaceAll('./.pacioli/', `${data}/`);
  };
  const bash = async (script: string): Promise<string> =>
    (await runCommand('bash', ['-c', script], { cwd: repository, env: environment })).output;

  it('promises a start that shows a sample day, its trial balance and the proof', () => {
    expect(shown).toContain('refused, insufficient_available_balance');
    expect(shown).toMatch(/Trial balance of acme-books, GBP/);
    expect(shown).toMatch(/Every check of 1 book and 6 partitions passed/);
  });

  it('walks through the API with the answers that it names, and through a proof that fails', async () => {
    const output = await bash(walk());
    const statuses = [...output.matchAll(/^(\d{3})$/gm)].map(([, status]) => Number(status));
    expect([statuses, output]).toEqual([[201, 201, 201, 201, 201, 422, 200, 200, 200, 200], output]);
    expect(output).toMatch(/^idempotency-replayed: true/im);
    expect(output).toContain('"code":"insufficient_available_balance"');
    expect(output).toContain('posting walk assets:psp version 1 (entry 1 leg 1)');
    expect([...output.matchAll(/^exit code \d$/gm)].map(([line]) => line)).toEqual([
      'exit code 1',
      'exit code 0',
    ]);
    expect(output).toMatch(/problems found in book walk/);
    expect(output).toMatch(/^The two are equal\.$/m);
  }, 120_000);

  it('promises that Ctrl-C ends everything', async () => {
    start.kill('SIGINT');
    const [code] = (await once(start, 'exit')) as [number];
    expect([code, shown.trimEnd().split('\n').at(-1)]).toEqual([0, 'Stopped']);
  }, 60_000);
});
