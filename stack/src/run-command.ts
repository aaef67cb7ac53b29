import { SpawnOptions, spawn } from 'node:child_process';

export interface CommandResult {
  /** The exit code; null when the command could not be started, took too long or was killed. */
  code: number | null;
  /** Standard output and standard error together. */
  output: string;
}

export interface CommandOptions extends Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'> {
  withinMs?: number;
  /** Lets the command write to the terminal itself; its output is not kept then. */
  onTerminal?: boolean;
}

/**
 * Runs a command to its end and keeps what it wrote. Never throws: a command that is missing is a result too.
 * The command does not outlive this program.
 */
export function runCommand(
  command: string,
  args: string[],
  { withinMs, onTerminal = false, ...options }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...options,
      stdio: onTerminal ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      ...(withinMs !== undefined && { timeout: withinMs, killSignal: 'SIGKILL' as const }),
    });
    const kill = (): void => void child.kill('SIGKILL');
    process.once('exit', kill);
    let output = '';
    const keep = (text: Buffer): void => void (output += text.toString('utf8'));
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const settle = (result: CommandResult): void => {
      process.removeListener('exit', kill);
      resolve(result);
    };
    child.once('error', (error) => settle({ code: null, output: error.message }));
    child.once('close', (code) => settle({ code, output }));
    // When it was killed, a child of its own may keep its output open for long.
    child.once('exit', (code) => {
      if (code === null) settle({ code, output });
    });
  });
}

/** The end of a command's output, for an error message. */
export function lastLines(output: string, count = 15): string {
  return output.trimEnd().split('\n').slice(-count).join('\n');
}
