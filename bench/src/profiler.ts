import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'undici';
import { type CpuProfile, summarize } from './profile-summary';

/** Takes CPU profiles of running Node processes, through the inspector that each of them opens. */
export class Profiler {
  private readonly ports = new Map<string, number>();
  private under: Promise<void> = Promise.resolve();
  private sessions: Promise<Session>[] = [];

  constructor(
    private readonly directory: string,
    private readonly freePorts: number[],
    private readonly say: (line: string) => void,
  ) {
    mkdirSync(directory, { recursive: true });
  }

  /** What a program must be started with. */
  nodeOptions(program: string): string[] {
    const port = this.ports.get(program) ?? this.freePorts.pop();
    if (port === undefined) throw new Error('bug: too few ports for the inspectors');
    this.ports.set(program, port);
    return [`--inspect=127.0.0.1:${port}`];
  }

  start(): void {
    this.sessions = [...this.ports].map(([program, port]) => Session.open(program, port));
  }

  /** Ends what was started, and writes `<run>-<program>.cpuprofile` for each program that runs. */
  stop(run: string): void {
    this.under = this.write(run, this.sessions);
  }

  /** Resolves once the profiles are written. */
  written(): Promise<void> {
    return this.under;
  }

  private async write(run: string, sessions: Promise<Session>[]): Promise<void> {
    for (const opened of await Promise.allSettled(sessions)) {
      if (opened.status === 'rejected') continue;
      const { program } = opened.value;
      const profile = await opened.value.close();
      const file = join(this.directory, `${run}-${program}.cpuprofile`);
      writeFileSync(file, JSON.stringify(profile));
      this.say(`${file}\n${summarize(profile)}`);
    }
  }
}

/** One connection to an inspector, while a profile is taken. */
class Session {
  private constructor(
    readonly program: string,
    private readonly socket: WebSocket,
  ) {}

  static async open(program: string, port: number): Promise<Session> {
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
      webSocketDebuggerUrl: string;
    }[];
    const socket = new WebSocket(targets[0]!.webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', reject, { once: true });
    });
    const session = new Session(program, socket);
    await session.ask('Profiler.enable');
    await session.ask('Profiler.start');
    return session;
  }

  async close(): Promise<CpuProfile> {
    const { profile } = (await this.ask('Profiler.stop')) as { profile: CpuProfile };
    this.socket.close();
    return profile;
  }

  /** One question at a time, so the next message is its answer. */
  private ask(method: string): Promise<unknown> {
    return new Promise((resolve) => {
      this.socket.addEventListener(
        'message',
        ({ data }) => resolve((JSON.parse(data as string) as { result: unknown }).result),
        { once: true },
      );
      this.socket.send(JSON.stringify({ id: 1, method }));
    });
  }
}
