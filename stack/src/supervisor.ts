import { join } from 'node:path';
import { endProcess, readRecords, removeRecord } from './process-record';
import { ProcessFolders, ProcessSpec, SupervisedProcess } from './supervised-process';

/**
 * Keeps the processes of one data folder running: starts them, starts again what dies, and stops them in the
 * reverse order of their start. Their pids are kept in files, for the day on which the supervisor itself is killed.
 */
export class Supervisor {
  readonly folders: ProcessFolders;
  private readonly processes: SupervisedProcess[] = [];
  private stopped: Promise<void> | null = null;

  /** @param say receives one line whenever a process dies or comes back */
  constructor(
    dataDirectory: string,
    private readonly say: (line: string) => void,
  ) {
    this.folders = { log: join(dataDirectory, 'log'), run: join(dataDirectory, 'run') };
  }

  /** Starts a process and resolves once it is ready. The order of the calls is the order of the start. */
  async start(spec: ProcessSpec): Promise<SupervisedProcess> {
    if (this.stopped) throw new Error(`${spec.name} is not started: the stack is stopping`);
    const supervised = new SupervisedProcess(spec, this.folders, this.say);
    this.processes.push(supervised);
    await supervised.start();
    return supervised;
  }

  /** Stops every process, the last started first. Safe to call more than once. */
  stop(): Promise<void> {
    this.stopped ??= this.stopInReverse();
    return this.stopped;
  }

  private async stopInReverse(): Promise<void> {
    for (const supervised of this.processes.reverse()) await supervised.stop();
  }

  /** Ends what a killed supervisor of this folder left behind, and answers the names of what it ended. */
  async endLeftovers(): Promise<string[]> {
    const names = await Promise.all(
      readRecords(this.folders.run).map(async (record) => {
        const ended = await endProcess(record, leftoverStopWithinMs);
        removeRecord(this.folders.run, record.name);
        return ended ? [record.name] : [];
      }),
    );
    return names.flat();
  }
}

const leftoverStopWithinMs = 15_000;
