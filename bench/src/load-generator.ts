import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { LoadMessage, LoadOrder, LoadReport } from './load-order';

/** Called by the load process at the edges of the measured time. */
export interface LoadListener {
  begun(): void;
  ended(): void;
}

/** The process that sends the load. */
export class LoadGenerator {
  private constructor(private readonly child: ChildProcess) {}

  static start(): LoadGenerator {
    return new LoadGenerator(fork(join(__dirname, 'load-process.js'), { stdio: 'inherit' }));
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Sends one load. Throws when a connection broke, or the process did. */
  async send(order: LoadOrder, listener: LoadListener): Promise<LoadReport> {
    return await new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        this.child.removeAllListeners();
        end();
      };
      this.child.on('message', (message: LoadMessage) => {
        switch (message.kind) {
          case 'begun':
            return listener.begun();
          case 'ended':
            return listener.ended();
          case 'report':
            return settle(() => resolve(message.report));
          case 'failed':
            return settle(() => reject(new Error(`The load could not be sent: ${message.reason}`)));
        }
      });
      this.child.once('exit', () => settle(() => reject(new Error('The load generator died'))));
      this.child.send(order);
    });
  }

  stop(): void {
    if (this.child.connected) this.child.disconnect();
  }
}
