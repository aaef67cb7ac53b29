import { ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ProcessRecord, birthOf, endProcess, removeRecord, writeRecord } from './process-record';
import { until } from './until';

export interface ProcessSpec {
  /** Names the log file, the pid record and the lines on the terminal. */
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** The user to run as, when it is not the one that runs the stack. */
  user?: { uid: number; gid: number };
  stopSignal: NodeJS.Signals;
  stopWithinMs: number;
  /** Whether the process with this pid does its work now. */
  ready: (pid: number) => boolean | Promise<boolean>;
  readyWithinMs: number;
  /** How long it stays down at most when it dies again and again; ten seconds unless given. */
  longestPauseMs?: number;
}

export interface ProcessFolders {
  log: string;
  run: string;
}

interface Life {
  record: ProcessRecord | null;
  began: number;
  /** How it ended, in words; resolves and never rejects. */
  ended: Promise<string>;
  isOver: () => boolean;
}

const attemptsAtStart = 3;
const shortestPauseMs = 500;
const usualLongestPauseMs = 10_000;
/** A process that ran this long was well: the next pause is short again. */
const wellAfterMs = 30_000;

/** Milliseconds to wait before a process is started again that died `deaths` times in a row. */
export function pauseAfter(deaths: number, longestMs = usualLongestPauseMs): number {
  return Math.min(shortestPauseMs * 2 ** (deaths - 1), longestMs);
}

/** One child process that is kept running until it is told to stop. */
export class SupervisedProcess {
  private readonly stopping = new AbortController();
  private life: Life | null = null;
  private watching: Promise<void> | null = null;

  constructor(
    readonly spec: ProcessSpec,
    private readonly folders: ProcessFolders,
    private readonly say: (line: string) => void,
  ) {}

  get logFile(): string {
    return join(this.folders.log, `${this.spec.name}.log`);
  }

  get pid(): number | null {
    return this.life === null || this.life.isOver() ? null : (this.life.record?.pid ?? null);
  }

  /** Resolves once the process is ready; throws when it does not get there. */
  async start(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const life = this.spawn();
      if (await this.becomesReady(life)) {
        this.watching = this.keepRunning(life);
        return;
      }
      this.assertNotStopped();
      if (!life.isOver()) {
        await this.end(life);
        const seconds = this.spec.readyWithinMs / 1000;
        throw new Error(`${this.spec.name} was not ready within ${seconds} s; read ${this.logFile}`);
      }
      const how = await life.ended;
      if (attempt === attemptsAtStart) {
        throw new Error(`${this.spec.name} ended (${how}) before it was ready; read ${this.logFile}`);
      }
      await this.pauseBeforeRestart(attempt, how);
      this.assertNotStopped();
    }
  }

  private assertNotStopped(): void {
    if (this.stopping.signal.aborted) throw new Error(`${this.spec.name} was stopped while it was starting`);
  }

  /** Stops the process for good: politely at first, by force when that takes too long. */
  async stop(): Promise<void> {
    this.stopping.abort();
    if (this.life) await this.end(this.life);
    await this.watching;
  }

  private async keepRunning(life: Life): Promise<void> {
    let deaths = 0;
    for (let current = life; ;) {
      const how = await current.ended;
      if (this.stopping.signal.aborted) return;
      deaths = performance.now() - current.began > wellAfterMs ? 1 : deaths + 1;
      await this.pauseBeforeRestart(deaths, how);
      if (this.stopping.signal.aborted) return;
      current = this.spawn();
      if (await this.becomesReady(current)) {
        const seconds = ((performance.now() - current.began) / 1000).toFixed(1);
        this.say(`${this.spec.name} is ready again (${seconds} s)`);
      } else if (!current.isOver() && !this.stopping.signal.aborted) {
        this.say(`${this.spec.name} runs again, but is not ready; read ${this.logFile}`);
      }
    }
  }

  private async pauseBeforeRestart(deaths: number, how: string): Promise<void> {
    const ms = pauseAfter(deaths, this.spec.longestPauseMs);
    this.say(`${this.spec.name} died (${how}); it is started again in ${ms / 1000} s`);
    await pause(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private spawn(): Life {
    mkdirSync(this.folders.log, { recursive: true });
    // The child writes to the file itself, so that it neither blocks nor breaks when this process is killed.
    const log = openSync(this.logFile, 'a');
    const began = performance.now();
    const child = spawn(this.spec.command, this.spec.args, {
      cwd: this.spec.cwd,
      env: this.spec.env,
      // A process group of its own: Ctrl-C in the terminal reaches only the supervisor, which stops in order.
      detached: true,
      stdio: ['ignore', log, log],
      ...this.spec.user,
    });
    closeSync(log);
    let over = false;
    const ended = endOf(child).then((how) => {
      over = true;
      removeRecord(this.folders.run, this.spec.name);
      return how;
    });
    this.life = { record: this.remember(child), began, ended, isOver: () => over };
    return this.life;
  }

  private remember(child: ChildProcess): ProcessRecord | null {
    const birth = child.pid === undefined ? null : birthOf(child.pid);
    if (child.pid === undefined || birth === null) return null;
    const record = { name: this.spec.name, pid: child.pid, birth, stopSignal: this.spec.stopSignal };
    writeRecord(this.folders.run, record);
    return record;
  }

  private async becomesReady(life: Life): Promise<boolean> {
    const over = new AbortController();
    void life.ended.then(() => over.abort());
    const pid = life.record?.pid;
    if (pid === undefined) {
      await life.ended;
      return false;
    }
    return await until(() => this.spec.ready(pid), {
      withinMs: this.spec.readyWithinMs,
      signal: over.signal,
    });
  }

  private async end(life: Life): Promise<void> {
    if (life.record && !life.isOver()) await endProcess(life.record, this.spec.stopWithinMs);
    await life.ended;
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}
