import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inheritedEnvironment, repository } from './config';
import { holderOf } from './data-folder';
import { Addresses } from './infrastructure/environment';
import { runCommand } from './run-command';
import { ServiceName, ServiceSettings, programOf, serviceEnvironment, serviceNames } from './services';

/** Where everything is while `npm start` runs: for programs that work on the running stack. */
export interface RunningStack extends Addresses {
  databaseName: string;
  /** Base URLs, without a slash at the end. */
  urls: Record<ServiceName, string>;
  /** What each service was started with. */
  environments: Record<ServiceName, Record<string, string>>;
}

export function describeStack(settings: ServiceSettings): RunningStack {
  const each = <T>(of: (name: ServiceName) => T): Record<ServiceName, T> =>
    Object.fromEntries(serviceNames.map((name) => [name, of(name)])) as Record<ServiceName, T>;
  return {
    ...settings.addresses,
    databaseName: settings.databaseName,
    urls: each((name) => `http://127.0.0.1:${settings.ports[name]}`),
    environments: each((name) => serviceEnvironment(name, settings)),
  };
}

/** Notes the stack in its data folder. The file holds passwords, so only its owner may read it. */
export function announceStack(dataDirectory: string, stack: RunningStack): void {
  rmSync(addressesFile(dataDirectory), { force: true });
  writeFileSync(addressesFile(dataDirectory), JSON.stringify(stack, null, 2) + '\n', { mode: 0o600 });
}

export function withdrawStack(dataDirectory: string): void {
  rmSync(addressesFile(dataDirectory), { force: true });
}

/** The stack that runs on this data folder; throws when none does. */
export function findRunningStack(dataDirectory: string): RunningStack {
  try {
    if (holderOf(dataDirectory) !== null) {
      return JSON.parse(readFileSync(addressesFile(dataDirectory), 'utf8')) as RunningStack;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  throw new Error(`No stack is running on ${dataDirectory}: run npm start first and leave it open`);
}

/** The exit code of the programs below when they could not run; 1 is an answer of theirs. */
export const COULD_NOT_RUN = 2;

/** Runs another program of a service, with what that service was started with, on the terminal. Answers its exit code. */
export async function runOnStack(
  stack: RunningStack,
  service: ServiceName,
  file: string,
  args: string[],
): Promise<number> {
  const { code } = await runCommand(process.execPath, [programOf(service, file), ...args], {
    cwd: repository,
    env: { ...inheritedEnvironment(), ...stack.environments[service] },
    onTerminal: true,
  });
  return code ?? COULD_NOT_RUN;
}

function addressesFile(dataDirectory: string): string {
  return join(dataDirectory, 'run', 'addresses.json');
}
