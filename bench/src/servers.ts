import { join } from 'node:path';
import {
  type Config,
  dataDirectoryOf,
  inheritedEnvironment,
  readConfig,
  repository,
} from '@pacioli/stack/config';
import { closeDataFolder, openDataFolder } from '@pacioli/stack/data-folder';
import {
  type Infrastructure,
  endLeftoverContainers,
  startInfrastructure,
} from '@pacioli/stack/infrastructure/infrastructure';
import { freePorts } from '@pacioli/stack/ports';
import { readRecords } from '@pacioli/stack/process-record';
import type { SupervisedProcess } from '@pacioli/stack/supervised-process';
import type { Supervisor } from '@pacioli/stack/supervisor';

/** A Node program that the benchmark runs, of the product or of the floor. */
export interface Program {
  name: string;
  file: string;
  env: Record<string, string>;
  /** Where it can be reached once it is ready; null for a program that listens nowhere. */
  readyUrl: string | null;
}

/**
 * Postgres and Kafka for the benchmark alone, in a data folder and on ports of its own, so that a stack that runs in the
 * same clone is neither needed nor touched.
 */
export class Servers {
  private constructor(
    readonly config: Config,
    readonly dataDirectory: string,
    readonly infrastructure: Infrastructure,
    readonly supervisor: Supervisor,
  ) {}

  static async start(say: (line: string) => void): Promise<Servers> {
    const config = readConfig();
    const dataDirectory = join(dataDirectoryOf(config), 'bench');
    const supervisor = await openDataFolder(dataDirectory, say);
    try {
      const [postgres, kafka, kafkaController] = (await freePorts(3, 29_000)) as [number, number, number];
      // Servers whose addresses are in the environment are somebody's: theirs would not be the only load.
      const own = { ...config, KAFKA_BROKERS: undefined, ADMIN_DATABASE_URL: undefined };
      const where = { config: own, dataDirectory, ports: { postgres, kafka, kafkaController } };
      await endLeftoverContainers(where);
      const kafkaLibraries = join(dataDirectoryOf(config), 'kafka', 'lib');
      const options = { ...where, kafkaLibraries, dockerMode: 'compose', supervisor, log: say } as const;
      return new Servers(own, dataDirectory, await startInfrastructure(options), supervisor);
    } catch (error) {
      await supervisor.stop();
      closeDataFolder(dataDirectory);
      throw error;
    }
  }

  /** Starts a program and resolves once it is ready. */
  async run({ name, file, env, readyUrl }: Program, nodeOptions: string[] = []): Promise<SupervisedProcess> {
    return await this.supervisor.start({
      name,
      command: process.execPath,
      args: [...nodeOptions, file],
      cwd: repository,
      env: { ...inheritedEnvironment(), ...env },
      stopSignal: 'SIGTERM',
      stopWithinMs: 15_000,
      ready: () => readyUrl === null || answers(readyUrl),
      readyWithinMs: 60_000,
    });
  }

  /** The process of Postgres or Kafka; null when it runs in a container, where its pid is not known. */
  pidOf(name: 'postgres' | 'kafka'): number | null {
    return readRecords(this.supervisor.folders.run).find((record) => record.name === name)?.pid ?? null;
  }

  async stop(): Promise<void> {
    await this.supervisor.stop();
    await this.infrastructure.stop();
    closeDataFolder(this.dataDirectory);
  }
}

async function answers(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await answer.body?.cancel();
  return answer.status === 200;
}
