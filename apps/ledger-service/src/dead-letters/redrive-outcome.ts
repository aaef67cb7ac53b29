import { SOURCE_OFFSET_HEADER } from '@pacioli/contracts/ledger-event';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { CLOCKS_DIFFER_MS, type Attempt } from './earlier-redrives';

/** A request whose key has an outcome of another request already gets none of its own. */
export const LEFT_OUT = 'left out';

/** Whether what an attempt asks for was not done, and never will be under its key. */
export const cameToNothing = (outcome: string | undefined): boolean =>
  outcome === 'rejected' || outcome === LEFT_OUT;

/**
 * What became of the operation that an attempt asks for, as ledger-events tell it: the participle of the event's type (`posted`,
 * `opened`, `rejected`), or LEFT_OUT. Undefined while neither its outcome nor one from there on was published.
 * `since` is a time before the attempt was sent, in milliseconds since 1970.
 *
 * Whoever has the key may have sent the very same request before the attempt: then the ledger leaves the attempt out, and its
 * operation is done all the same. That may be longer ago than the dead letter, and nothing but the partition says when. So an
 * attempt is left out only when the operation has no outcome back to the start of the partition, which is read last.
 */
export async function outcomeOf(
  ledgerEvents: TopicReader,
  attempt: Attempt,
  since: number,
): Promise<string | undefined> {
  const partition = Number(attempt.at.split('/')[0]);
  const { earliest, lastStable } = await ledgerEvents.range(partition);
  const recent = await ledgerEvents.offsetSince(partition, since - CLOCKS_DIFFER_MS);
  const outcome = await outcomeIn(ledgerEvents.read(partition, recent, lastStable), attempt);
  if (outcome !== LEFT_OUT) return outcome;
  return (await outcomeIn(ledgerEvents.read(partition, earliest, recent), attempt)) ?? LEFT_OUT;
}

async function outcomeIn(
  ledgerEvents: AsyncIterable<readonly TopicRecord[]>,
  { at, operationId }: Attempt,
): Promise<string | undefined> {
  const offset = BigInt(at.split('/')[1]!);
  for await (const records of ledgerEvents) {
    for (const { headers } of records) {
      const source = headers[SOURCE_OFFSET_HEADER]?.toString() ?? '';
      // What has no such header was written by somebody else.
      if (!/^\d{1,18}$/.test(source)) continue;
      if (headers['ce_subject']?.toString() === operationId)
        return headers['ce_type']?.toString().split('.')[1];
      // Outcomes come in the order of their requests.
      if (BigInt(source) >= offset) return LEFT_OUT;
    }
  }
  return undefined;
}
