import { SOURCE_OFFSET_HEADER } from '@pacioli/contracts/ledger-event';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { CLOCKS_DIFFER_MS } from './earlier-redrives';

/** A request whose key had an outcome already gets none of its own. */
export const LEFT_OUT = 'left out';

/** Whether a request has made nothing, and never will. */
export const cameToNothing = (outcome: string | undefined): boolean =>
  outcome === 'rejected' || outcome === LEFT_OUT;

/**
 * What became of a request that stands at a place of payment-events, as ledger-events tell it: the participle of the event's
 * type (`posted`, `opened`, `rejected`), or LEFT_OUT. Undefined while the ledger has published nothing from there on.
 * `since` is a time before it was sent, in milliseconds since 1970.
 */
export async function outcomeOf(
  ledgerEvents: TopicReader,
  place: string,
  since: number,
): Promise<string | undefined> {
  const [partition, offset] = place.split('/') as [string, string];
  const { lastStable } = await ledgerEvents.range(Number(partition));
  const from = await ledgerEvents.offsetSince(Number(partition), since - CLOCKS_DIFFER_MS);
  for await (const records of ledgerEvents.read(Number(partition), from, lastStable)) {
    for (const { headers } of records) {
      const source = headers[SOURCE_OFFSET_HEADER]?.toString() ?? '';
      // Outcomes come in the order of their requests. What has no such header was written by somebody else.
      if (!/^\d{1,18}$/.test(source) || BigInt(source) < BigInt(offset)) continue;
      return BigInt(source) === BigInt(offset) ? headers['ce_type']?.toString().split('.')[1] : LEFT_OUT;
    }
  }
  return undefined;
}
