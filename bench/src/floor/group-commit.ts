import { partitionOf } from '@pacioli/contracts/topics';
import type { Producer } from 'kafkajs';
import type { Payment } from './payment';

interface Pending {
  payment: Payment;
  resolve: () => void;
}

const lingerMs = 3;
const most = 500;

/** Concurrent payments share Kafka transactions: each lane commits one, while the next lane gathers. */
export class GroupCommit {
  private pending: Pending[] = [];
  private wake: (() => void) | null = null;
  private gathering: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly topic: string,
    private readonly partitions: number,
  ) {}

  /** Resolves once the payment is durable. */
  publish(payment: Payment): Promise<void> {
    return new Promise((resolve) => {
      this.pending.push({ payment, resolve });
      if (this.pending.length === 1 || this.pending.length >= most) this.wake?.();
    });
  }

  /** Commits for ever with one producer. */
  async lane(producer: Producer): Promise<never> {
    for (;;) {
      const gathered = this.gathering.then(() => this.gather());
      this.gathering = gathered;
      const batch = await gathered;
      const transaction = await producer.transaction();
      const messages = batch.map(({ payment }) => ({
        key: payment.book,
        partition: partitionOf(payment.book, this.partitions),
        value: JSON.stringify(payment),
      }));
      await transaction.send({ topic: this.topic, messages, acks: -1 });
      await transaction.commit();
      for (const { resolve } of batch) resolve();
    }
  }

  private async gather(): Promise<Pending[]> {
    while (this.pending.length === 0) await this.woken();
    if (this.pending.length < most) await this.woken(lingerMs);
    return this.pending.splice(0, most);
  }

  private woken(withinMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = withinMs === undefined ? undefined : setTimeout(() => done(), withinMs);
      const done = (): void => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
      this.wake = done;
    });
  }
}
