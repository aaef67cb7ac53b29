import type { Totals } from '@pacioli/ledger-core/balance';
import type { Accounts, AccountState } from '../accounts';
import type { PostingRow } from '../journal';
import { postingName } from '../written';
import { Findings } from './findings';

/** An account's version and totals. */
interface Standing {
  readonly version: bigint;
  readonly totals: Totals;
}

/**
 * The postings of every account have versions 1 to n without gaps, are in the account's currency, and leave the totals that
 * follow from the posting before: what was there, plus the amount on its side.
 */
export class AccountVersions {
  readonly findings = new Findings('account_versions');
  /** Where an account should stand after a posting that was found wrong: what comes next may well follow from that. */
  private readonly repaired = new Map<number, Standing>();

  constructor(private readonly accounts: Accounts) {}

  see(postings: readonly PostingRow[]): void {
    for (const posting of postings) {
      this.findings.checked += 1;
      const state = this.accounts.get(posting.account);
      if (state === undefined) {
        const row = postingName(posting, this.accounts.name(posting.account));
        this.findings.add(row, `an account ${posting.account} in book ${posting.book}`, 'there is none');
      } else this.follow(posting, state);
    }
  }

  private follow(posting: PostingRow, state: AccountState): void {
    const expected = after(state, posting);
    if (!agree(posting, expected)) {
      // One wrong row is named once: the row after it is right if it follows from what should have stood there.
      const repaired = this.repaired.get(posting.account);
      const alternative = repaired && after(repaired, posting);
      if (alternative === undefined || !agree(posting, alternative)) {
        this.report(posting, state, `version ${expected.version}, ${printed(expected.totals)}`);
        this.repaired.set(posting.account, alternative ?? expected);
      } else this.repaired.delete(posting.account);
    }
    if (posting.currency !== state.currency) {
      this.report(posting, state, `currency ${state.currency}`, `currency ${posting.currency}`);
    }
    this.accounts.move(posting.account, posting.version, posting.totals);
  }

  private report(posting: PostingRow, state: AccountState, expected: string, found?: string): void {
    this.findings.add(
      postingName(posting, state.name),
      expected,
      found ??
        `version ${posting.version}, ${printed(posting.totals)}, after ${posting.direction} ${posting.amount}`,
    );
  }
}

/** Where an account stands after one more posting. */
function after({ version, totals }: Standing, { layer, direction, amount }: PostingRow): Standing {
  let { debitsPosted, creditsPosted, debitsPending, creditsPending } = totals;
  if (layer === 'posted') {
    if (direction === 'DEBIT') debitsPosted += amount;
    else creditsPosted += amount;
  } else {
    const held = layer === 'pending' ? amount : -amount;
    if (direction === 'DEBIT') debitsPending += held;
    else creditsPending += held;
  }
  return { version: version + 1n, totals: { debitsPosted, creditsPosted, debitsPending, creditsPending } };
}

const agree = (a: Standing, b: Standing): boolean =>
  a.version === b.version &&
  a.totals.debitsPosted === b.totals.debitsPosted &&
  a.totals.creditsPosted === b.totals.creditsPosted &&
  a.totals.debitsPending === b.totals.debitsPending &&
  a.totals.creditsPending === b.totals.creditsPending;

const printed = ({ debitsPosted, creditsPosted, debitsPending, creditsPending }: Totals): string =>
  `debits_posted ${debitsPosted}, credits_posted ${creditsPosted}, ` +
  `debits_pending ${debitsPending}, credits_pending ${creditsPending}`;
