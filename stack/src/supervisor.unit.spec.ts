import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { birthOf, readRecords, writeRecord } from './process-record';
import { ProcessSpec, pauseAfter } from './supervised-process';
import { Supervisor } from './supervisor';
import { until } from './until';

const patience = { withinMs: 20_000, everyMs: 10 };
let folder: string;
let lines: string[];
let supervisor: Supervisor;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacioli-supervisor-'));
  lines = [];
  supervisor = new Supervisor(folder, (line) => lines.push(line));
});

afterEach(async () => {
  await supervisor.stop();
  await new Supervisor(folder, () => undefined).endLeftovers();
  rmSync(folder, { recursive: true });
});

const logOf = (name: string): string => {
  const path = join(folder, 'log', `${name}.log`);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

/** A program that says in its log when it is up, which makes it ready. */
const program = (name: string, script = '', more: Partial<ProcessSpec> = {}): ProcessSpec => ({
  name,
  command: process.execPath,
  args: ['-e', `${script}; console.log('up', process.pid); setInterval(() => {}, 1000)`],
  env: {},
  cwd: folder,
  stopSignal: 'SIGTERM',
  stopWithinMs: 10_000,
  ready: (pid) => logOf(name).includes(`up ${pid}`),
  readyWithinMs: 20_000,
  ...more,
});

describe('the supervisor', () => {
  it('starts a process that was killed again, and says so', async () => {
    const process_ = await supervisor.start(program('service'));
    const first = process_.pid as number;
    process.kill(first, 'SIGKILL');
    expect(await until(() => lines.length === 2, patience)).toBe(true);
    expect(lines[0]).toBe('service died (SIGKILL); it is started again in 0.5 s');
    expect(lines[1]).toMatch(/^service is ready again \(\d+\.\d s\)$/);
    expect(process_.pid).not.toBe(first);
    expect(readRecords(supervisor.folders.run)).toMatchObject([{ name: 'service', pid: process_.pid }]);
  });

  it('stops in the reverse order of the start and leaves neither processes nor records', async () => {
    const farewell = (name: string) =>
      `process.on('SIGTERM', () => { fs.appendFileSync('order', '${name} '); process.exit() })`;
    const script = (name: string): string => `const fs = require('node:fs'); ${farewell(name)}`;
    const first = await supervisor.start(program('first', script('first')));
    const second = await supervisor.start(program('second', script('second')));
    const pids = [first.pid as number, second.pid as number];
    await supervisor.stop();
    expect(readFileSync(join(folder, 'order'), 'utf8')).toBe('second first ');
    expect(pids.map(birthOf)).toEqual([null, null]);
    expect(readRecords(supervisor.folders.run)).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('kills a process that does not heed the stop signal', async () => {
    const deaf = program('deaf', `process.on('SIGTERM', () => console.log('no'))`, { stopWithinMs: 200 });
    const { pid } = await supervisor.start(deaf);
    await supervisor.stop();
    expect(logOf('deaf')).toContain('no');
    expect(birthOf(pid as number)).toBeNull();
  });

  it('gives up on a process that does not become ready, and names its log', async () => {
    const slow = program('slow', '', { ready: () => false, readyWithinMs: 100 });
    await expect(supervisor.start(slow)).rejects.toThrow(
      `slow was not ready within 0.1 s; read ${join(folder, 'log', 'slow.log')}`,
    );
    expect(readRecords(supervisor.folders.run)).toEqual([]);
  });

  it('gives up on a process that keeps ending before it is ready', async () => {
    await expect(supervisor.start(program('broken', 'process.exit(3)'))).rejects.toThrow(
      /^broken ended \(exit code 3\) before it was ready; read .*broken\.log$/,
    );
    expect(lines).toHaveLength(2);
  });

  it('says so when the program is not there at all', async () => {
    const missing = program('missing', '', { command: join(folder, 'nothing') });
    await expect(supervisor.start(missing)).rejects.toThrow(/ENOENT/);
  });

  it('can be stopped while a process is still starting', async () => {
    const starting = supervisor.start(program('starting', '', { ready: () => false }));
    const failure = expect(starting).rejects.toThrow('starting was stopped while it was starting');
    await supervisor.stop();
    await failure;
    expect(readRecords(supervisor.folders.run)).toEqual([]);
  });

  it('starts nothing again that it was told to stop while it paused', async () => {
    const once = `const fs = require('node:fs');
      if (!fs.existsSync('began')) { fs.writeFileSync('began', ''); process.exit(3) }`;
    const starting = supervisor.start(program('broken', once));
    const failure = expect(starting).rejects.toThrow('broken was stopped while it was starting');
    await until(() => lines.length > 0, patience);
    await supervisor.stop();
    await failure;
    expect(lines).toHaveLength(1);
    expect(readRecords(supervisor.folders.run)).toEqual([]);
  });

  it('ends what a killed supervisor left behind', async () => {
    const { pid } = await supervisor.start(program('orphan'));
    const next = new Supervisor(folder, () => undefined);
    expect(await next.endLeftovers()).toEqual(['orphan']);
    expect(birthOf(pid as number)).toBeNull();
  });

  it('leaves a process alone that has got the pid of a leftover', async () => {
    const { pid } = await supervisor.start(program('innocent'));
    const other = join(folder, 'other');
    writeRecord(join(other, 'run'), {
      name: 'leftover',
      pid: pid as number,
      birth: 'long ago',
      stopSignal: 'SIGKILL',
    });
    expect(await new Supervisor(other, () => undefined).endLeftovers()).toEqual([]);
    expect(birthOf(pid as number)).not.toBeNull();
  });
});

describe('the pause before a restart', () => {
  it('doubles from half a second to ten seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((deaths) => pauseAfter(deaths))).toEqual([
      500, 1000, 2000, 4000, 8000, 10_000, 10_000,
    ]);
  });
});
