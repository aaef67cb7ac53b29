import type { Check } from '@pacioli/contracts/reconciliation-report';
import { BookChecks } from './book-checks';
import type { Progress } from './progress';
import { RowQueue } from './row-queue';
import type {
  AccountChangeRow,
  AccountRow,
  BookListing,
  EntryRow,
  LedgerStreams,
  OutcomeRow,
  PostingRow,
} from './store';
import { NOTHING_WRITTEN, type Written } from './written';

/**
 * Reads each table of the journal once, side by side in the order of books and decisions, and puts together what belongs
 * together.
 */
export class LedgerPass {
  private readonly outcomes: RowQueue<OutcomeRow>;
  private readonly entries: RowQueue<EntryRow>;
  private readonly postings: RowQueue<PostingRow>;
  private readonly accounts: RowQueue<AccountRow>;
  private readonly accountChanges: RowQueue<AccountChangeRow>;

  constructor(
    streams: LedgerStreams,
    private readonly signal: AbortSignal,
    private readonly progress: Progress,
  ) {
    this.outcomes = new RowQueue(streams.outcomes);
    this.entries = new RowQueue(streams.entries);
    this.postings = new RowQueue(streams.postings);
    this.accounts = new RowQueue(streams.accounts);
    this.accountChanges = new RowQueue(streams.accountChanges);
  }

  /** Checks the next book; books must come in the order in which the store lists them. Throws when the run was aborted. */
  async check(listing: BookListing): Promise<Check[]> {
    const checks = new BookChecks(listing);
    const { book } = listing;
    const see = (written: Written) => checks.see(written);
    let accountsSeen = 0;
    for (let outcome; (outcome = await this.outcomes.peek()) && outcome.book === book; this.outcomes.take()) {
      this.signal.throwIfAborted();
      const account = await this.accountOf(outcome, accountsSeen + 1, see);
      if (account !== null) accountsSeen = account.number;
      const entry = await this.entryOf(outcome, see);
      const postings = entry === null ? [] : await this.postingsOf(entry, see);
      this.progress.postings += postings.length;
      const changes = await this.changesOf(outcome, see);
      see({ outcome, entry, account, postings, changes });
    }
    await this.seeWhatIsLeft(book, see);
    return checks.finish();
  }

  /**
   * The account that an outcome opened: the one that names its decision or, when that was tampered with, has the next
   * number. Accounts that are passed belong to no outcome.
   */
  private async accountOf(
    outcome: OutcomeRow,
    nextNumber: number,
    see: (written: Written) => void,
  ): Promise<AccountRow | null> {
    if (outcome.status !== 'done' || outcome.type !== 'account.requested.v1') return null;
    for (let account; (account = await this.accounts.peek()) && account.book === outcome.book;) {
      const { decision, number } = account;
      const isOurs = decision === outcome.decision || (decision > outcome.decision && number === nextNumber);
      if (!isOurs && decision > outcome.decision) return null;
      this.accounts.take();
      if (isOurs) return account;
      see({ ...NOTHING_WRITTEN, account });
    }
    return null;
  }

  /** The entry of an outcome: one of the two names the other. Entries that are passed belong to no outcome. */
  private async entryOf(outcome: OutcomeRow, see: (written: Written) => void): Promise<EntryRow | null> {
    for (let entry; (entry = await this.entries.peek()) && entry.book === outcome.book;) {
      const isOurs = entry.decision === outcome.decision || entry.number === outcome.entry;
      const isPassed =
        outcome.entry !== null && entry.number < outcome.entry && entry.decision < outcome.decision;
      if (!isOurs && !isPassed) return null;
      this.entries.take();
      if (isOurs) return entry;
      see({ ...NOTHING_WRITTEN, entry, postings: await this.postingsOf(entry, see) });
    }
    return null;
  }

  /** What an outcome changed of accounts. Changes that are passed belong to no outcome. */
  private async changesOf(outcome: OutcomeRow, see: (written: Written) => void): Promise<AccountChangeRow[]> {
    const own: AccountChangeRow[] = [];
    for (
      let change;
      (change = await this.accountChanges.peek()) && change.book === outcome.book;
      this.accountChanges.take()
    ) {
      if (change.decision > outcome.decision) break;
      if (change.decision === outcome.decision) own.push(change);
      else see({ ...NOTHING_WRITTEN, changes: [change] });
    }
    return own;
  }

  /** The postings of an entry. Postings that are passed belong to no entry. */
  private async postingsOf(entry: EntryRow, see: (written: Written) => void): Promise<PostingRow[]> {
    const own: PostingRow[] = [];
    for (
      let posting;
      (posting = await this.postings.peek()) && posting.book === entry.book;
      this.postings.take()
    ) {
      if (posting.entry > entry.number) break;
      if (posting.entry === entry.number) own.push(posting);
      else see({ ...NOTHING_WRITTEN, postings: [posting] });
    }
    return own;
  }

  private async seeWhatIsLeft(book: string, see: (written: Written) => void): Promise<void> {
    for (let account; (account = await this.accounts.peek()) && account.book === book; this.accounts.take()) {
      see({ ...NOTHING_WRITTEN, account });
    }
    for (
      let change;
      (change = await this.accountChanges.peek()) && change.book === book;
      this.accountChanges.take()
    ) {
      see({ ...NOTHING_WRITTEN, changes: [change] });
    }
    for (let entry; (entry = await this.entries.peek()) && entry.book === book; this.entries.take()) {
      see({ ...NOTHING_WRITTEN, entry, postings: await this.postingsOf(entry, see) });
    }
    for (let posting; (posting = await this.postings.peek()) && posting.book === book; this.postings.take()) {
      see({ ...NOTHING_WRITTEN, postings: [posting] });
    }
  }
}
