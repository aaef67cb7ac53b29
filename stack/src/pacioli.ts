import { dataDirectoryOf, inheritedEnvironment, readConfig, repository } from './config';
import { join } from 'node:path';
import { runProgram } from './program';
import { runCommand } from './run-command';
import { COULD_NOT_RUN, findRunningStack } from './running-stack';
import { programOf } from './services';

/** Programs of the services, each with the role of its own that it needs: what they do is no forensics, and is asked for beside it. */
const PROGRAMS: Readonly<Record<string, string>> = { replay: 'replay.js', export: 'export.js' };

/**
 * Runs a command of forensics on the servers that the environment names, or else on a running stack, as the role that may read
 * the ledger alone. Answers the exit code.
 */
async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const [command = '', ...rest] = args;
  const program = Object.hasOwn(PROGRAMS, command) ? PROGRAMS[command] : undefined;
  // Ctrl-C reaches the command as well, which ends by itself; whoever ends this program alone ends the command with it.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(COULD_NOT_RUN));
  if (program !== undefined) return await run([join(__dirname, program), ...rest], inheritedEnvironment());
  const env = { ...inheritedEnvironment(), ...(needsServers(args) ? addresses() : {}) };
  return await run([programOf('cli', 'main.js'), ...args], env);
}

async function run(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const { code } = await runCommand(process.execPath, args, { cwd: repository, env, onTerminal: true });
  return code ?? COULD_NOT_RUN;
}

const needsServers = (args: readonly string[]): boolean =>
  args.length > 0 && !args.some((arg) => ['--help', '-h', 'help'].includes(arg));

function addresses(): Record<string, string> {
  const config = readConfig();
  if (config.DATABASE_URL !== undefined && config.KAFKA_BROKERS !== undefined) return {};
  return findRunningStack(dataDirectoryOf(config)).environments['payment-api'];
}

void runProgram(main, COULD_NOT_RUN);
