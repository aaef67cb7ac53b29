import type { LedgerEvent } from '@pacioli/contracts/ledger-event';
import { Counter, Gauge } from 'prom-client';
import type { PartitionServer } from '@pacioli/kafka/partition-server';
import type { PartitionLedgers } from './partition-ledgers';

export const decisionsTotal = new Counter({
  name: 'ledger_decisions_total',
  help: 'Decisions by status',
  labelNames: ['status'],
});
// A counter that appears with its first dead letter has no increase that an alarm could see.
const STATUSES: readonly LedgerEvent['status'][] = ['posted', 'done', 'rejected', 'dead_lettered'];
for (const status of STATUSES) decisionsTotal.inc({ status }, 0);

/** Gauges that are read when they are asked for. */
export function registerPartitionGauges(server: PartitionServer, ledgers: PartitionLedgers): void {
  new Gauge({
    name: 'ledger_partitions_assigned',
    help: 'Partitions that this process serves',
    collect() {
      this.set(server.assigned.length);
    },
  });
  new Gauge({
    name: 'ledger_partition_waiting',
    help: '1 for each partition that can not be served now',
    labelNames: ['partition'],
    collect() {
      this.reset();
      for (const partition of server.waiting.keys()) this.set({ partition }, 1);
    },
  });
  new Gauge({
    name: 'ledger_held_back_seconds',
    help: 'For how long one open Kafka transaction has held back the records of a partition',
    labelNames: ['partition'],
    collect() {
      this.reset();
      const { heldBackFor } = server;
      for (const partition of server.assigned) {
        this.set({ partition }, (heldBackFor.get(partition) ?? 0) / 1000);
      }
    },
  });
  new Gauge({
    name: 'ledger_deciding_lag_offsets',
    help: 'Offsets of payment-events that are not decided yet, those of open transactions included, as of the newest fetch',
    labelNames: ['partition'],
    collect() {
      this.reset();
      for (const [partition, lag] of server.lag) this.set({ partition }, Number(lag));
    },
  });
  new Gauge({
    name: 'ledger_publishing_lag_offsets',
    help: 'Offsets of payment-events that are decided but not yet in ledger-events',
    labelNames: ['partition'],
    collect() {
      this.reset();
      for (const [partition, lag] of ledgers.publishingLag()) this.set({ partition }, Number(lag));
    },
  });
}
