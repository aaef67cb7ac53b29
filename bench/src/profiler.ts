import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'undici';
import { type CpuProfile, summarize } from './profile-summary';

/** Takes CPU profiles of running Node processes, through the inspector that each of them opens. */
export class Profiler {
  private readonly ports = new Map<string, number>();
  private sessions: Promise<Session[]> = Promise.resolve([]);
  /** Resolves once the profiles are written. */
  written: Promise<void> = Promise.resolve();

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

  /** Begins to profile these programs. */
  start(programs: string[]): void {
    this.sessions = Promise.all(programs.map((program) => Session.open(program, this.ports.get(program)!)));
  }

  /** Ends what was started, and writes `<run>-<program>.cpuprofile` for each program. */
  stop(run: string): void {
    this.written = this.write(run, this.sessions);
  }

  private async write(run: string, sessions: Promise<Session[]>): Promise<void> {
    for (const session of await sessions) {
      const profile = await session.close();
      const file = join(this.directory, `${run}-${session.program}.cpuprofile`);
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
