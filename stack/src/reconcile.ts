import { dataDirectoryOf, inheritedEnvironment, readConfig, repository } from './config';
import { runProgram } from './program';
import { runCommand } from './run-command';
import { RunningStack, findRunningStack } from './running-stack';
import { programOf } from './services';

/** Runs the reconciliation on a running stack; it prints its own report. Answers its exit code. */
export async function reconcile(stack: RunningStack, args: string[]): Promise<number> {
  const { code } = await runCommand(
    process.execPath,
    [programOf('reconciliation', 'reconcile.js'), ...args],
    {
      cwd: repository,
      env: { ...inheritedEnvironment(), ...stack.environments.reconciliation },
      onTerminal: true,
    },
  );
  return code ?? 1;
}

async function main(): Promise<number> {
  return await reconcile(findRunningStack(dataDirectoryOf(readConfig())), process.argv.slice(2));
}

if (require.main === module) void runProgram(main);
