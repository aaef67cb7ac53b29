import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { partitionOf } from '@pacioli/contracts/topics';
import type { Snapshot } from '@pacioli/postgres/snapshot';
import { sourceOfOutcome } from './source-offset';
import { wrongInLedgerEvent } from './ledger-event-schema';
import { headerOf } from './record-headers';
import type { Inspector } from './verify-partition';

/** An outcome, as the ledger has it. */
interface Published {
  /** Of its request, in payment-events. */
  readonly source: bigint;
  /** What the event of it is called: book and number of the decision. */
  readonly id: string;
}

/** Holds the events of a partition against the outcomes that the ledger has of it: each must be there, once and in order. */
export class LedgerEventInspector implements Inspector {
  private last = -1n;
  private next: Published | undefined;

  private constructor(
    private readonly partitions: number,
    private readonly outcomes: AsyncGenerator<Published, void>,
  ) {}

  /** The snapshot must be younger than the end of what is inspected: the ledger commits before it publishes. */
  static async of(snapshot: Snapshot, partition: number, partitions: number): Promise<LedgerEventInspector> {
    const inspector = new LedgerEventInspector(partitions, outcomesOf(snapshot, partition));
    await inspector.advance();
    return inspector;
  }

  async inspect(record: TopicRecord): Promise<string[]> {
    const source = sourceOfOutcome(record);
    if (source === undefined) return ['it has no offset of a request: somebody else has written it'];
    const wrong = [
      ...this.wrongPlace(record),
      ...wrongInLedgerEvent(headerOf(record, 'ce_type'), record.value),
    ];
    if (source <= this.last) wrong.push(`it answers the request at ${source} after the one at ${this.last}`);
    else wrong.push(...(await this.unlikeOutcomes(source, headerOf(record, 'ce_id'))));
    this.last = source > this.last ? source : this.last;
    return wrong;
  }

  private wrongPlace({ key, partition }: TopicRecord): string[] {
    const book = key?.toString() ?? '';
    const home = book.startsWith('~') ? Number(book.slice(1)) : partitionOf(book, this.partitions);
    return home === partition ? [] : [`book ${book} belongs on partition ${home}`];
  }

  private async unlikeOutcomes(source: bigint, id: string | null): Promise<string[]> {
    const wrong: string[] = [];
    for (; this.next !== undefined && this.next.source < source; await this.advance())
      wrong.push(`before it the outcome ${this.next.id} of the request at ${this.next.source} is missing`);
    if (this.next?.source !== source)
      return [...wrong, `the ledger has no outcome of the request at ${source}`];
    if (this.next.id !== id) wrong.push(`it calls itself ${id}, and the outcome is ${this.next.id}`);
    await this.advance();
    return wrong;
  }

  private async advance(): Promise<void> {
    const next = await this.outcomes.next();
    this.next = next.done === true ? undefined : next.value;
  }
}

async function* outcomesOf(snapshot: Snapshot, partition: number): AsyncGenerator<Published, void> {
  const select = `select topic_offset, book, decision from outcome where partition = ${partition} order by topic_offset`;
  for await (const rows of snapshot.rows(select, (row) => ({
    source: row.bigint(),
    id: `${row.text()}/${row.bigint()}`,
  })))
    yield* rows;
}
