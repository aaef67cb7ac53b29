import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { KeyId } from '@pacioli/contracts/operation-id';
import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import { NotPublished, OutcomeUnknown, TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { Gauge, Histogram } from 'prom-client';
import { Problem } from '@pacioli/service/http/problem';
import type { Outcome, OutcomesStore } from '../outcomes/outcomes-store';
import type { Position } from '../outcomes/position';
import { ForeignPartitions, type Ends, type Fences } from './foreign-partitions';
import { PublishQueue, type QueueLimits } from './publish-queue';

/** A request to be recorded: its operation, and the record that it becomes. */
export interface Publication {
  readonly operationId: string;
  readonly keyId: KeyId;
  readonly record: OutgoingRecord;
  /** About how large the record is. */
  readonly bytes: number;
}

/** Where it stands now; or, if the key was used before, what came of it then. */
export type Published = { readonly position: Position } | { readonly earlier: Outcome };

interface Waiting extends Publication {
  readonly since: number;
  readonly resolve: (published: Published) => void;
  readonly reject: (reason: Error) => void;
}

export interface PublisherSettings {
  readonly kafka: KafkaSettings;
  /** One transactional id for each lane. */
  readonly transactionalIds: readonly string[];
  readonly lingerMs: number;
  readonly queue: QueueLimits;
  /** The longest that anything may wait in the queue and, once more, to be recorded. */
  readonly waitMs: number;
  /** How old the fences may be that are gone by: to read them with every batch took a tenth of the processor time more. */
  readonly fencesMs: number;
}

/** The broker's limit holds for a whole record batch, and one transaction makes one per partition. */
const BATCH = { records: 500, bytes: 4 * 1024 * 1024 } as const;
const SWEEP_MS = 250;

const batchRecords = new Histogram({
  name: 'publish_batch_records',
  help: 'Records of one Kafka transaction',
  buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
});
const transactionSeconds = new Histogram({
  name: 'publish_transaction_seconds',
  help: 'One Kafka transaction, from its begin to the answer of its commit',
  buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
});
const queued = new Gauge({ name: 'publish_queue_records', help: 'Requests that wait to be published' });

/**
 * Group commit: concurrent requests share Kafka transactions. Each lane has a producer of its own and one transaction
 * under way; while one commits, another gathers. One query per batch finds the keys that were decided before: they are
 * answered with what was decided, and never published again. Another, now and then, reads the fences: nothing is published where
 * the topic is known not to be the one that was decided from. That it is not may be found out only by a record that comes to
 * stand where one stood before; what others publish behind that one, before the ledger has noticed too, is accepted.
 */
export class Publisher implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly queue: PublishQueue<Waiting>;
  private readonly lanes: TransactionalProducer[];
  private readonly foreign = new ForeignPartitions();
  private fences: Promise<Fences> = Promise.resolve(new Map());
  private fencesReadAt = -Infinity;
  private running: Promise<unknown> | undefined;
  private sweeper: NodeJS.Timeout | undefined;
  /** Resolves when no lane gathers: two that gathered at once would halve each other's batches. */
  private gathering: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly outcomes: OutcomesStore,
    private readonly settings: PublisherSettings,
  ) {
    this.queue = new PublishQueue(settings.queue, BATCH);
    this.lanes = settings.transactionalIds.map((id) => new TransactionalProducer(settings.kafka, id));
  }

  /**
   * Resolves once the record is durable. Throws the problems `overloaded`, `unavailable`, `ledger_stopped` and
   * `outcome_unknown`.
   */
  publish(publication: Publication): Promise<Published> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { ...publication, since: performance.now(), resolve, reject };
      if (this.isBehind(waiting.since) || !this.queue.add(waiting)) reject(overloaded());
      queued.set(this.queue.length);
    });
  }

  /**
   * Whether the first in the queue has waited for so long that who comes now would wait in vain. However fast the lanes are,
   * the queue grows no longer than what they can still publish in time: more would be refused all the same, only later.
   */
  private isBehind(now: number): boolean {
    const { since } = this.queue;
    return since !== undefined && now - since > this.settings.waitMs / 2;
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const lane of this.lanes) await lane.open();
    // A lane ends early only by a bug or because its id was taken: then nobody handles it, and the process ends.
    this.running = Promise.all(this.lanes.map((lane) => this.run(lane)));
    this.sweeper = setInterval(() => this.refuseTheOverdue(), SWEEP_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.sweeper);
    this.queue.close();
    await this.running;
    await Promise.all(this.lanes.map((lane) => lane.close()));
  }

  private async run(lane: TransactionalProducer): Promise<void> {
    for (let batch = await this.gather(); batch.length > 0; batch = await this.gather()) {
      await this.settle(lane, batch);
    }
  }

  private gather(): Promise<Waiting[]> {
    const batch = this.gathering.then(() => this.queue.next(this.settings.lingerMs));
    this.gathering = batch;
    return batch;
  }

  private async settle(lane: TransactionalProducer, batch: readonly Waiting[]): Promise<void> {
    queued.set(this.queue.length);
    const refuse = (problem: (operation: string) => Problem) => {
      for (const { operationId, reject } of batch) reject(problem(operationId));
    };
    // A frozen broker or database keeps the lane for as long as it is tried again; nobody has to wait for that.
    let late: typeof unavailable | typeof outcomeUnknown = unavailable;
    let isLate = false;
    const deadline = setTimeout(() => {
      isLate = true;
      refuse(late);
    }, this.settings.waitMs);
    try {
      const { undecided, fences } = await this.answerFromTheLedger(batch);
      if (undecided.length === 0 || isLate) return;
      late = outcomeUnknown;
      await this.record(lane, undecided, fences, refuse);
    } finally {
      clearTimeout(deadline);
    }
  }

  private async record(
    lane: TransactionalProducer,
    undecided: readonly Waiting[],
    fences: Fences,
    refuse: (problem: (operation: string) => Problem) => void,
  ): Promise<void> {
    // The same request twice in a batch is one record.
    const first = new Map(undecided.map((waiting) => [waiting.operationId, waiting] as const));
    const records = [...first.values()].map(({ record }) => record);
    const { ends } = this.foreign;
    try {
      const offsets = await this.transact(lane, records);
      const positions = new Map(
        [...first.keys()].map((id, at) => [id, { partition: records[at]!.partition, offset: offsets[at]! }]),
      );
      await this.findForeignPartitions([...positions.values()], ends, fences);
      for (const { operationId, resolve, reject } of undecided) {
        const position = positions.get(operationId)!;
        if (this.foreign.has(position.partition)) reject(outcomeUnknown(operationId));
        else {
          this.foreign.accept(position);
          resolve({ position });
        }
      }
    } catch (error) {
      const problem = problemOf(error);
      if (problem === undefined) {
        // The process ends; whether these were recorded is found out by asking again.
        refuse(outcomeUnknown);
        throw error;
      }
      this.settings.kafka.log.warn({ err: error, records: records.length }, 'a batch was not published');
      refuse(problem);
      // What the transaction left open holds back every reader until its id is taken anew.
      await lane.open().catch(() => undefined);
    }
  }

  /** Nothing more is published to a foreign partition, since a few records more would stand behind the fence. */
  private async findForeignPartitions(
    positions: readonly Position[],
    ends: Ends,
    fences: Fences,
  ): Promise<void> {
    const foreign = ForeignPartitions.among(positions, ends, fences);
    if (foreign.size === 0) return;
    this.settings.kafka.log.error(
      { partitions: [...foreign.keys()] },
      'a record stands where another stood: the topic is not the one that was decided from',
    );
    const now = await this.readFences().catch((): Fences => new Map());
    for (const [partition, how] of foreign) this.foreign.add(partition, how, now.get(partition));
  }

  /** Answers those whose key has an outcome, and those that nobody would decide, and returns the others. */
  private async answerFromTheLedger(
    batch: readonly Waiting[],
  ): Promise<{ undecided: Waiting[]; fences: Fences }> {
    let outcomes: Map<KeyId, Outcome>;
    let fences: Fences;
    try {
      [outcomes, fences] = await Promise.all([
        this.outcomes.byKeyIds(batch.map(({ keyId }) => keyId)),
        this.recentFences(),
      ]);
    } catch (error) {
      this.settings.kafka.log.warn(
        { err: error, records: batch.length },
        'earlier outcomes could not be looked up',
      );
      for (const { reject } of batch) reject(error as Error);
      return { undecided: [], fences: new Map() };
    }
    const undecided = batch.filter(({ keyId, record, resolve, reject }) => {
      const earlier = outcomes.get(keyId);
      const fence = fences.get(record.partition);
      const isForeign = this.foreign.isForeign(record.partition, fence);
      const isStopped = fence?.isStopped === true || isForeign;
      if (earlier !== undefined) resolve({ earlier });
      else if (isStopped) reject(ledgerStopped());
      return earlier === undefined && !isStopped;
    });
    return { undecided, fences };
  }

  /** A fence never goes back, so an older one finds fewer foreign records, and none that are not. */
  private recentFences(): Promise<Fences> {
    const now = performance.now();
    if (now - this.fencesReadAt > this.settings.fencesMs) {
      this.fencesReadAt = now;
      this.fences = this.readFences();
      this.fences.catch(() => (this.fencesReadAt = -Infinity));
    }
    return this.fences;
  }

  private async readFences(): Promise<Fences> {
    return new Map((await this.outcomes.fences()).map((fence) => [fence.partition, fence]));
  }

  private async transact(lane: TransactionalProducer, records: OutgoingRecord[]): Promise<bigint[]> {
    const begun = performance.now();
    const offsets = await lane.publish(records);
    transactionSeconds.observe((performance.now() - begun) / 1000);
    batchRecords.observe(records.length);
    return offsets;
  }

  private refuseTheOverdue(): void {
    const overdue = this.queue.takeOlderThan(performance.now() - this.settings.waitMs);
    for (const { reject } of overdue) reject(overloaded());
  }
}

const overloaded = () =>
  new Problem('overloaded', 'Too many requests wait to be published. Try again with the same key.');

/** How a request is answered whose transaction failed; undefined for what no request can be answered with. */
function problemOf(error: unknown): ((operation: string) => Problem) | undefined {
  if (error instanceof NotPublished) return unavailable;
  return error instanceof OutcomeUnknown ? outcomeUnknown : undefined;
}

const unavailable = () =>
  new Problem('unavailable', 'The request could not be recorded. Try again with the same key.');

const ledgerStopped = () =>
  new Problem(
    'ledger_stopped',
    'Nothing is decided in this book until its events have been restored. Try again later with the same key.',
  );

const outcomeUnknown = (operation: string) =>
  new Problem('outcome_unknown', 'The request may have been recorded. Try again with the same key.', {
    operation,
  });
