import { fork } from 'node:child_process';
import { join } from 'node:path';
import { repository } from '@pacioli/stack/config';
import type { OpenLoopOrder, OpenLoopReport } from './open-loop-order';

const program = join(repository, 'bench', 'dist', 'overload', 'open-loop-process.js');

/** Sends a load from a process of its own, which does not share its time with the caller's. Throws when it dies. */
export function sendOpenLoop(order: OpenLoopOrder): Promise<OpenLoopReport> {
  const child = fork(program, { stdio: 'inherit' });
  const report = new Promise<OpenLoopReport>((resolve, reject) => {
    child.once('message', (message) => resolve(message as OpenLoopReport));
    child.once('exit', () => reject(new Error('The load generator died')));
  });
  child.send(order);
  return report;
}
