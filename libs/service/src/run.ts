import type { Log } from './log';

/**
 * Runs a service's main function. A fault that nobody caught ends the process, so that its supervisor starts it anew
 * with a clean state: a payment service that limps is worse than one that is restarted.
 */
export function run(log: Log, main: () => Promise<void>): void {
  const die = (error: unknown) => {
    log.fatal({ err: error }, 'the process ends');
    process.exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
  main().catch(die);
}
