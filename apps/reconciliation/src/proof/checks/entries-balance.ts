import type { Accounts } from '../accounts';
import type { PostingRow } from '../journal';
import { entryName, postingName, type WrittenEntry } from '../written';
import { Findings } from './findings';

/** Every entry has the postings that it says, its legs counted from 1, and they net to zero per currency and layer. */
export class EntriesBalance {
  readonly findings = new Findings('entries_balance');

  constructor(private readonly accounts: Accounts) {}

  see({ entry, postings }: WrittenEntry): void {
    this.findings.checked += 1;
    const legs = postings.map(({ leg }) => leg);
    if (legs.length !== entry.postingCount || legs.some((leg, at) => leg !== at + 1)) {
      this.findings.add(
        entryName(entry),
        `${entry.postingCount} postings, legs 1 to ${entry.postingCount}`,
        legs.length === 0 ? 'none' : `legs ${legs.join(', ')}`,
      );
    }
    for (const [what, net] of netsOf(postings)) {
      if (net === 0n) continue;
      const more = net > 0n ? `${net} more debited than credited` : `${-net} more credited than debited`;
      this.findings.add(entryName(entry), `a net of 0 in ${what}`, more);
    }
  }

  /** A posting that belongs to no entry. */
  seeStray(posting: PostingRow): void {
    this.findings.add(
      postingName(posting, this.accounts.name(posting.account)),
      `an entry ${posting.entry}`,
      'there is none',
    );
  }
}

/** Debits less credits by currency and layer. */
function netsOf(postings: readonly PostingRow[]): Map<string, bigint> {
  const nets = new Map<string, bigint>();
  for (const { currency, layer, direction, amount } of postings) {
    const what = `${currency} ${layer}`;
    nets.set(what, (nets.get(what) ?? 0n) + (direction === 'DEBIT' ? amount : -amount));
  }
  return nets;
}
