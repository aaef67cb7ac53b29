import { paymentEventHeaders } from '@pacioli/contracts/payment-event';
import { partitionOf } from '@pacioli/contracts/topics';
import { TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { dataDirectoryOf, readConfig, repository } from '@pacioli/stack/config';
import { removeCluster } from '@pacioli/stack/infrastructure/embedded-postgres';
import { freePorts } from '@pacioli/stack/ports';
import { runCommand } from '@pacioli/stack/run-command';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';

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

  /** The blocks of a section, in their order, as one script. */
  const scriptOf = (section: string): string => {
    const [, text] = new RegExp(`## ${section}\\n([^]*?)\\n## `).exec(
      readFileSync(join(repository, 'README.md'), 'utf8'),
    )!;
    const blocks = [...text!.matchAll(/```sh\n([^]*?)```/g)].map(([, script]) => script);
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
    const output = await bash(scriptOf('A payment by hand'));
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

  it('shows accountants a statement, a general ledger, subtotals and an export', async () => {
    // What is exported is shown, whether or not there is a program that reads it.
    const output = await bash(scriptOf('For accountants').replace('hledger -f - balance', 'cat'));
    expect(output).toContain(
      '"closing":{"version":"3","posted":"36000","pending":"36000","available":"36000"}',
    );
    expect(output).toMatch(/^closing,2100-01-01T00:00:00.000Z,,,,3,,,,GBP,36000,36000,36000,,\r$/m);
    expect(output).toMatch(/^assets:bank,asset,GBP,0,60000,24000,36000\r$/m);
    expect(output).toContain('{"prefix":"assets","currency":"GBP","normal_balance":"DEBIT","accounts":"2",');
    expect(output).toMatch(/^ {4}equity:capital {2}-500.00 GBP$/m);
    expect(output).not.toMatch(/^>/m);
  }, 120_000);

  it('names a command that shows what could not be decided, and sends it again corrected', async () => {
    const { kafkaBrokers: brokers } = JSON.parse(
      readFileSync(join(data, 'run', 'addresses.json'), 'utf8'),
    ) as { kafkaBrokers: string[] };
    const producer = new TransactionalProducer(
      { brokers, clientId: 'test', log: pino({ level: 'silent' }) },
      'test',
    );
    const partition = partitionOf('walk', 6);
    const body = { amount: '100', credit: 'liabilities:merchants:m42', currency: 'GBP', debit: 'assets:psp' };
    const headers = paymentEventHeaders('transfer.requested.v1', 'op_x', new Date(), {
      ...{ source: 'elsewhere', idempotencyKey: 'spoilt', actorType: 'unauthenticated', actorId: null },
      ...{ requestId: null, traceparent: null },
    });
    const spoilt = { topic: 'payment-events', partition, key: 'walk', value: '{"amount"', headers };
    const [offset] = await producer.publish([spoilt]);
    await producer.close();
    const corrected = join(data, 'corrected.json');
    writeFileSync(corrected, JSON.stringify(body, null, 2));

    const place = `${partition}/${offset}`;
    const dlq = async (command: string) =>
      (await bash(`node stack/dist/dlq.js ${command}; echo "exit code $?"`)).trimEnd();
    for (let shown = ''; !shown.includes('body_unparsable');) shown = await dlq('list');
    expect(await bash('npm run dlq -- list; echo "exit code $?"')).toMatch(
      new RegExp(`^ +${partition} +${offset} +walk +body_unparsable .* no$\\n^exit code 0$`, 'm'),
    );
    expect(await dlq(`show ${place}`)).toMatch(
      /^ {2}ce_source: elsewhere$[^]*^value +9 bytes\n\{"amount"\nexit code 0$/m,
    );
    expect(await dlq(`redrive ${place}`)).toMatch(/\(body_unparsable\): .*\nexit code 1$/);
    const redrive = `redrive ${place} --value ${corrected}`;
    expect(await dlq(`${redrive} --dry-run`)).toMatch(/would be sent to partition[^]*"amount":"100"[^]* 0$/);
    expect(await dlq(redrive)).toMatch(
      new RegExp(`^${place} is sent again as op_\\w+: it stands at ${partition}/\\d+\\.\\nexit code 0$`, 'm'),
    );
    expect(await dlq(redrive)).toMatch(
      /was redriven already: it stands at .* Nothing is sent.\nexit code 0$/,
    );
    const listed = JSON.parse((await dlq('list --json')).replace(/exit code 0$/, '')) as object[];
    expect(listed).toEqual([
      expect.objectContaining({ book: 'walk', redriven: expect.any(String) as string }),
    ]);
    expect(await dlq(`redrive ${partition}/0`)).toMatch(/There is no dead letter [^]*\nexit code 1$/);
    expect(await dlq('redrive')).toMatch(/npm run dlq -- list[^]*\nexit code 2$/);

    const psp = `http://127.0.0.1:${api}/v1/books/walk/accounts/assets:psp`;
    while (!(await (await fetch(psp)).text()).includes('"posted":"1150"')) await pause(100);
    let sentTo: string | undefined;
    while (sentTo === undefined)
      [, sentTo] = /^redriven +(\S+) \(posted\)$/m.exec(await dlq(`show ${place}`)) ?? [];
    expect(await dlq(`${redrive} --after ${sentTo}`)).toMatch(/is not sent: .* was posted\.\nexit code 1$/);
    const proof = 'npm run reconcile && npm run pacioli -- replay --into redriven; echo "exit code $?"';
    expect(await bash(proof)).toMatch(/^The two are equal\.\nexit code 0$/m);
  }, 180_000);

  it('promises that Ctrl-C ends everything', async () => {
    start.kill('SIGINT');
    const [code] = (await once(start, 'exit')) as [number];
    expect([code, shown.trimEnd().split('\n').at(-1)]).toEqual([0, 'Stopped']);
    // The commands that answer with 0 and 1 could not run.
    for (const command of ['reconcile', 'replay', 'dlq', 'export']) {
      const output = await bash(`node stack/dist/${command}.js; echo "exit code $?"`);
      expect(output).toMatch(/^No stack is running on .*\nexit code 2\n$/);
    }
  }, 60_000);
});
