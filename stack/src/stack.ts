import { Config, reportFolderOf } from './config';
import { closeDataFolder, openDataFolder } from './data-folder';
import { Infrastructure, endLeftoverContainers, startInfrastructure } from './infrastructure/infrastructure';
import { openInstallation } from './installation';
import { assertPortsFree } from './ports';
import { RunningStack, announceStack, describeStack, withdrawStack } from './running-stack';
import { ServiceSettings, assertBuilt, install, startServices } from './services';
import { infrastructurePortUses, infrastructurePorts, servicePortUses, servicePorts } from './stack-ports';
import { Supervisor } from './supervisor';
import { Terminal } from './terminal';

export const databaseName = 'pacioli';

/** Everything that runs Pacioli on this machine, from one data folder. */
export class Stack {
  private supervisor: Supervisor | null = null;
  private infrastructure: Infrastructure | null = null;
  private stopping = false;

  constructor(
    private readonly config: Config,
    private readonly dataDirectory: string,
    private readonly terminal: Terminal,
  ) {}

  get isStopping(): boolean {
    return this.stopping;
  }

  /** Brings up servers and services; resolves once all are ready. Throws what to do when that fails. */
  async up(): Promise<RunningStack> {
    assertBuilt();
    const { config, dataDirectory, terminal } = this;
    const supervisor = await openDataFolder(dataDirectory, terminal.say);
    this.supervisor = supervisor;
    const ports = infrastructurePorts(config);
    await endLeftoverContainers({ config, dataDirectory, ports });
    await assertPortsFree([...servicePortUses(config), ...infrastructurePortUses(config)]);
    const addresses = await terminal.step('Postgres and Kafka', async () => {
      const options = {
        config,
        dataDirectory,
        ports,
        supervisor,
        log: terminal.say,
        dockerMode: 'compose' as const,
      };
      return (this.infrastructure = await startInfrastructure(options));
    });
    const installation = openInstallation(dataDirectory);
    const settings = {
      ...{ addresses, databaseName, installation, ports: servicePorts(config) },
      config: { ...config, RECONCILE_REPORT_FOLDER: reportFolderOf(config) },
    };
    await terminal.step('Database, roles and topics', () => install(settings, supervisor.folders.log));
    await terminal.step('Payment API, ledger and reconciliation', () => startServices(supervisor, settings));
    return this.announce(settings);
  }

  private announce(settings: ServiceSettings): RunningStack {
    const stack = describeStack(settings);
    announceStack(this.dataDirectory, stack);
    return stack;
  }

  /** Stops all that was started, in reverse order. Safe at any time, also while it is still coming up. */
  async down(): Promise<void> {
    this.stopping = true;
    if (this.supervisor === null) return;
    withdrawStack(this.dataDirectory);
    await this.supervisor.stop();
    await this.infrastructure?.stop();
    closeDataFolder(this.dataDirectory);
  }
}
