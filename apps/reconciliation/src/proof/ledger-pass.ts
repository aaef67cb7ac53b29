import { MOST_OPERATIONS } from '@pacioli/contracts/batch';
import type { Check } from '@pacioli/contracts/reconciliation-report';
import type { AtWork } from './at-work';
import { BookChecks } from './book-checks';
import { NOTHING_EARLIER } from './earlier';
import { isOfKey } from './entry-places';
import type { Progress } from './progress';
import { RowQueue } from './row-queue';
import type {
  AccountChangeRow,
  AccountRow,
  EntryRow,
  ExchangeRow,
  HoldChangeRow,
  HoldRow,
  LedgerStreams,
  OutcomeRow,
  PeriodRow,
  PostingRow,
} from './journal';
import { BEGINNING, type Standing } from './standing';
import type { BookListing } from './store';
import { NOTHING_WRITTEN, type WrittenEntry } from './written';

/** What was found in a book, and where it stood before and after what was looked at. */
export interface BookProof {
  readonly checks: Check[];
  readonly before: Standing;
  readonly after: Standing;
}

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
  private readonly periods: RowQueue<PeriodRow>;
  private readonly holds: RowQueue<HoldRow>;
  private readonly holdChanges: RowQueue<HoldChangeRow>;
  private readonly exchanges: RowQueue<ExchangeRow>;

  constructor(
    streams: LedgerStreams,
    private readonly signal: AbortSignal,
    private readonly progress: Progress,
    private readonly atWork: AtWork,
  ) {
    this.outcomes = new RowQueue(streams.outcomes);
    this.entries = new RowQueue(streams.entries);
    this.postings = new RowQueue(streams.postings);
    this.accounts = new RowQueue(streams.accounts);
    this.accountChanges = new RowQueue(streams.accountChanges);
    this.periods = new RowQueue(streams.periods);
    this.holds = new RowQueue(streams.holds);
    this.holdChanges = new RowQueue(streams.holdChanges);
    this.exchanges = new RowQueue(streams.exchanges);
  }

  /** Checks the next book; books must come in the order in which the store lists them. Throws when the run was aborted. */
  async check(
    listing: BookListing,
    before = BEGINNING,
    earlier = NOTHING_EARLIER,
    proven = BEGINNING,
  ): Promise<BookProof> {
    const checks = new BookChecks(listing, before, earlier, proven);
    const { book } = listing;
    let accountsSeen = before.accounts;
    for (let outcome; (outcome = await this.outcomes.peek()) && outcome.book === book; this.outcomes.take()) {
      this.signal.throwIfAborted();
      const account = await this.accountOf(outcome, accountsSeen + 1, checks);
      if (account !== null) accountsSeen = account.number;
      const entries = await this.entriesOf(outcome, checks);
      const changes = await ofDecision(this.accountChanges, outcome, (change) =>
        checks.see({ ...NOTHING_WRITTEN, changes: [change] }),
      );
      const periods = await ofDecision(this.periods, outcome, (period) =>
        checks.see({ ...NOTHING_WRITTEN, periods: [period] }),
      );
      const holds = await ofDecision(this.holds, outcome, (hold) =>
        checks.see({ ...NOTHING_WRITTEN, holds: [hold] }),
      );
      const holdChanges = await ofDecision(this.holdChanges, outcome, (change) =>
        checks.see({ ...NOTHING_WRITTEN, holdChanges: [change] }),
      );
      const exchanges = await ofDecision(this.exchanges, outcome, (exchange) =>
        checks.see({ ...NOTHING_WRITTEN, exchanges: [exchange] }),
      );
      checks.see({ outcome, entries, account, periods, changes, holds, holdChanges, exchanges });
    }
    await this.seeWhatIsLeft(book, checks);
    return { checks: await checks.finish(this.atWork), before, after: checks.standing };
  }

  /**
   * The account that an outcome opened: the one that names its decision or, when that was tampered with, has the next
   * number. Accounts that are passed belong to no outcome.
   */
  private async accountOf(
    outcome: OutcomeRow,
    nextNumber: number,
    checks: BookChecks,
  ): Promise<AccountRow | null> {
    if (outcome.status !== 'done' || outcome.type !== 'account.requested.v1') return null;
    for (let account; (account = await this.accounts.peek()) && account.book === outcome.book;) {
      const { decision, number } = account;
      const isOurs = decision === outcome.decision || (decision > outcome.decision && number === nextNumber);
      if (!isOurs && decision > outcome.decision) return null;
      this.accounts.take();
      if (isOurs) return account;
      checks.see({ ...NOTHING_WRITTEN, account });
    }
    return null;
  }

  /**
   * The entries of an outcome, of which only a batch has more than one: either names the other, or the entry's id is of the
   * outcome's key. Entries that are passed belong to no outcome.
   */
  private async entriesOf(outcome: OutcomeRow, checks: BookChecks): Promise<WrittenEntry[]> {
    const own: WrittenEntry[] = [];
    const most = outcome.type === 'batch.requested.v1' ? MOST_OPERATIONS : 1;
    for (
      let entry;
      own.length < most && (entry = await this.entries.peek()) && entry.book === outcome.book;
    ) {
      const isOurs =
        entry.decision === outcome.decision || entry.number === outcome.entry || isOfKey(entry, outcome);
      const isPassed =
        outcome.entry !== null && entry.number < outcome.entry && entry.decision < outcome.decision;
      if (!isOurs && !isPassed) break;
      const written = await this.takeEntry(entry, checks);
      if (isOurs) own.push(written);
      else checks.see({ ...NOTHING_WRITTEN, entries: [written] });
    }
    return own;
  }

  /** Takes the next entry with its postings. Postings that are passed belong to no entry. */
  private async takeEntry(entry: EntryRow, checks: BookChecks): Promise<WrittenEntry> {
    this.entries.take();
    const postings: PostingRow[] = [];
    for (
      let posting;
      (posting = await this.postings.peek()) && posting.book === entry.book;
      this.postings.take()
    ) {
      if (posting.entry > entry.number) break;
      if (posting.entry === entry.number) postings.push(posting);
      else checks.seeStray(posting);
    }
    const written = { entry, postings };
    checks.seeEntry(written);
    this.progress.postings += postings.length;
    return written;
  }

  private async seeWhatIsLeft(book: string, checks: BookChecks): Promise<void> {
    await ofBook(this.accounts, book, (account) => checks.see({ ...NOTHING_WRITTEN, account }));
    await ofBook(this.accountChanges, book, (change) =>
      checks.see({ ...NOTHING_WRITTEN, changes: [change] }),
    );
    await ofBook(this.periods, book, (period) => checks.see({ ...NOTHING_WRITTEN, periods: [period] }));
    await ofBook(this.holds, book, (hold) => checks.see({ ...NOTHING_WRITTEN, holds: [hold] }));
    await ofBook(this.holdChanges, book, (change) =>
      checks.see({ ...NOTHING_WRITTEN, holdChanges: [change] }),
    );
    await ofBook(this.exchanges, book, (exchange) =>
      checks.see({ ...NOTHING_WRITTEN, exchanges: [exchange] }),
    );
    for (let entry; (entry = await this.entries.peek()) && entry.book === book;) {
      checks.see({ ...NOTHING_WRITTEN, entries: [await this.takeEntry(entry, checks)] });
    }
    await ofBook(this.postings, book, (posting) => checks.seeStray(posting));
  }
}

/** The rows of a table in the order of decisions that belong to an outcome. Those that are passed belong to none. */
async function ofDecision<Row extends { book: string; decision: bigint }>(
  rows: RowQueue<Row>,
  { book, decision }: OutcomeRow,
  passed: (row: Row) => void,
): Promise<Row[]> {
  const own: Row[] = [];
  for (let row; (row = await rows.peek()) && row.book === book; rows.take()) {
    if (row.decision > decision) break;
    if (row.decision === decision) own.push(row);
    else passed(row);
  }
  return own;
}

async function ofBook<Row extends { book: string }>(
  rows: RowQueue<Row>,
  book: string,
  see: (row: Row) => void,
): Promise<void> {
  for (let row; (row = await rows.peek()) && row.book === book; rows.take()) see(row);
}
