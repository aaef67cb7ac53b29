import { bookOf, decodePaymentEvent, type DecodedRecord } from '@pacioli/contracts/payment-event';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { unknownBook } from '@pacioli/ledger-core/book-state';
import { Ledger, type Decided } from '@pacioli/ledger-core/ledger';
import type { Snapshot } from '@pacioli/postgres/snapshot';
import type { Findings } from './checks/findings';
import type { Progress } from './progress';
import { withRows, type RowQueue } from './row-queue';
import { outcomesOfKeys, type Fence } from './store';

/**
 * Decides a partition once more in memory, from its first record up to the fence, and compares the hash of each decision with the
 * one in the ledger. A hash covers all rows of a decision, and `hash_chain` holds the rows to it: so even a ledger that was written
 * anew as a whole, with all of its hashes, is found, as long as the topic is the one that was decided from. It needs no rows to
 * go on from, and keeps every account in memory, hence in full runs alone.
 */
export async function decideAgain(
  { snapshot, topic, signal }: { snapshot: Snapshot; topic: TopicReader; signal: AbortSignal },
  { partition, nextOffset }: Fence,
  /** One that keeps what the records of the partition ask for. */
  ledger: Ledger,
  findingsOf: (book: string) => Findings,
  progress: Progress,
): Promise<void> {
  if (!topic.partitions().includes(partition)) return;
  const { earliest, lastStable } = await topic.range(partition);
  const end = lastStable < nextOffset ? lastStable : nextOffset;
  await withRows(decidedHashes(snapshot, partition), async (outcomes) => {
    // What follows on a decision that differs differs, too.
    const differing = new Set<string>();
    for await (const records of topic.read(partition, earliest, end)) {
      signal.throwIfAborted();
      for (const { record, decoded, outcome } of await withOutcomes(snapshot, records, outcomes)) {
        const decided = decide(ledger, record, decoded, topic.partitions().length);
        // A decision of which the outcome is gone is named by `topic_against_ledger`; those after it stand on it all the same.
        if (outcome === undefined || differing.has(outcome.book)) continue;
        const findings = findingsOf(outcome.book);
        findings.checked += 1;
        const expected =
          decided === null ? 'an event that can be decided' : `hash ${decided.hash.toString('hex')}`;
        const found = `hash ${outcome.hash.toString('hex')}`;
        if (expected === found) continue;
        differing.add(outcome.book);
        findings.add(
          `decision ${outcome.book} ${outcome.decision} (record ${partition}-${record.offset})`,
          `${expected}, as the record is decided; what follows can not be compared`,
          found,
        );
      }
      progress.decided += records.length;
    }
  });
}

interface DecidedHash {
  readonly book: string;
  readonly decision: bigint;
  readonly offset: bigint;
  readonly hash: Buffer;
}

interface ToDecide {
  readonly record: TopicRecord;
  readonly decoded: DecodedRecord;
  /** Undefined where it is gone. */
  readonly outcome: DecidedHash | undefined;
}

/** The records that had to be decided: all but those whose request was decided before, at another place. */
async function withOutcomes(
  snapshot: Snapshot,
  records: readonly TopicRecord[],
  outcomes: RowQueue<DecidedHash>,
): Promise<ToDecide[]> {
  const all: ToDecide[] = [];
  for (const record of records) {
    for (let passed; (passed = await outcomes.peek()) && passed.offset < record.offset;) outcomes.take();
    const next = await outcomes.peek();
    const outcome = next?.offset === record.offset ? next : undefined;
    all.push({ record, decoded: decodePaymentEvent(record), outcome });
  }
  const keys = all.flatMap(({ decoded, outcome }) =>
    outcome === undefined && decoded.kind === 'event' ? [decoded.event.keyId] : [],
  );
  if (keys.length === 0) return all;
  const known = await outcomesOfKeys(snapshot, keys);
  return all.filter(
    ({ decoded, outcome }) =>
      outcome !== undefined || decoded.kind !== 'event' || !known.has(decoded.event.keyId),
  );
}

/** The ledger follows entries, holds and metadata only of those that it was asked for before they were made. */
export function keepWhatIsAskedFor(ledger: Ledger, decoded: DecodedRecord): void {
  if (decoded.kind !== 'event') return;
  const { book } = decoded.event;
  const { entries = [], holds = [], metadata = [] } = Ledger.needsOf(decoded.event);
  for (const id of entries) ledger.loadEntry(book, id, null);
  for (const id of holds) ledger.loadHold(book, id, null);
  for (const name of metadata) ledger.loadMetadata(book, name, null);
}

/** Null for an event that this release does not know. */
function decide(
  ledger: Ledger,
  record: TopicRecord,
  decoded: DecodedRecord,
  partitions: number,
): Decided | null {
  if (decoded.kind === 'unknown') return null;
  const book = decoded.kind === 'event' ? decoded.event.book : bookOf(record, partitions);
  if (!ledger.knowsBook(book)) ledger.loadBook(unknownBook(book));
  if (decoded.kind === 'dead_letter') {
    const { partition, offset, timestamp: appendedAt } = record;
    return ledger.deadLetter({
      book,
      partition,
      offset,
      appendedAt,
      reason: decoded.reason,
      detail: decoded.detail,
    });
  }
  // What nobody has opened before, there is not.
  for (const name of Ledger.needsOf(decoded.event).accounts)
    if (!ledger.knowsAccount(book, name)) ledger.loadAccount(book, name, null);
  return ledger.decide(decoded.event);
}

const decidedHashes = (snapshot: Snapshot, partition: number): AsyncGenerator<DecidedHash[], void> =>
  snapshot.rows(
    `select book, decision, topic_offset, hash from outcome where partition = ${partition} order by topic_offset`,
    (row) => ({ book: row.text(), decision: row.bigint(), offset: row.bigint(), hash: row.bytes() }),
  );
