import type { DataSource } from 'typeorm';

/** payment-api listens on it for `<partition>:<next offset>[,...]`. */
const CHANNEL = 'ledger_outcomes';

/**
 * Tells listeners how far each partition is decided. It is sent after the commit, not in it: a NOTIFY inside a transaction
 * takes a lock on the whole database when it commits (3,800 commits a second against 11,500, docs/adr/0004-postgres.md).
 * What is decided while one is under way goes with the next; one that is lost costs a listener its next poll.
 */
export class OutcomeNotifier {
  private readonly pending = new Map<number, bigint>();
  private sending: Promise<void> | undefined;

  constructor(private readonly source: DataSource) {}

  decided(partition: number, next: bigint): void {
    this.pending.set(partition, next);
    this.sending ??= this.send().finally(() => (this.sending = undefined));
  }

  private async send(): Promise<void> {
    while (this.pending.size > 0) {
      const payload = [...this.pending].map(([partition, next]) => `${partition}:${next}`).join(',');
      this.pending.clear();
      await this.source.query(`select pg_notify($1, $2)`, [CHANNEL, payload]).catch(() => undefined);
    }
  }
}
