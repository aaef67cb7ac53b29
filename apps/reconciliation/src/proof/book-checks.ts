import type { Check } from '@pacioli/contracts/reconciliation-report';
import { Accounts } from './accounts';
import type { AtWork } from './at-work';
import { AccountVersions } from './checks/account-versions';
import { AnswersAgree } from './checks/answers-agree';
import { DebitsEqualCredits } from './checks/debits-equal-credits';
import { EntriesBalance } from './checks/entries-balance';
import { ExchangesAgree } from './checks/exchanges-agree';
import { HoldsConserve } from './checks/holds-conserve';
import { HashChain } from './checks/hash-chain';
import { Numbering } from './checks/numbering';
import { PeriodsStayClosed } from './checks/periods-stay-closed';
import { NOTHING_EARLIER } from './earlier';
import { Holds } from './holds';
import type { PostingRow } from './journal';
import { BEGINNING, type Standing } from './standing';
import type { BookListing } from './store';
import type { Written, WrittenEntry } from './written';

/** The checks of one book that its rows alone can answer, all fed in one pass. */
export class BookChecks {
  private readonly accounts = new Accounts();
  private readonly holds = new Holds(this.accounts);
  private readonly accountVersions = new AccountVersions(this.accounts);
  private readonly entriesBalance = new EntriesBalance(this.accounts);
  private readonly holdsConserve = new HoldsConserve(this.holds);
  private readonly exchangesAgree = new ExchangesAgree();
  private readonly periodsStayClosed = new PeriodsStayClosed();
  private readonly numbering: Numbering;
  private readonly hashChain: HashChain;
  private readonly debitsEqualCredits: DebitsEqualCredits;
  private readonly answersAgree = new AnswersAgree(this.accounts, this.holds);

  /** The checks of a book, or of what comes after a standing of it; and where it stood when it was proven last. */
  constructor(
    private readonly book: BookListing,
    before = BEGINNING,
    earlier = NOTHING_EARLIER,
    proven = BEGINNING,
  ) {
    for (const account of earlier.accounts) this.accounts.goOnFrom(account);
    for (const hold of earlier.holds) this.holds.goOnFrom(hold);
    for (const period of earlier.periods) this.periodsStayClosed.goOnFrom(period);
    this.numbering = new Numbering(book, this.accounts, before);
    this.hashChain = new HashChain(book, before, proven);
    this.hashChain.goOnFrom(earlier.hash);
    this.debitsEqualCredits = new DebitsEqualCredits(book.book, this.accounts);
  }

  /** The next entry of the book, whatever it belongs to. */
  seeEntry(written: WrittenEntry): void {
    this.entriesBalance.see(written);
    this.seePostings(written.postings);
  }

  /** The next posting of the book, which belongs to no entry. */
  seeStray(posting: PostingRow): void {
    this.entriesBalance.seeStray(posting);
    this.seePostings([posting]);
  }

  /** What belongs together; of its entries each must have been seen by itself. */
  see(written: Written): void {
    if (written.account !== null) this.accounts.open(written.account);
    this.numbering.see(written);
    this.hashChain.see(written);
    this.exchangesAgree.see(written);
    this.periodsStayClosed.see(written);
    // Before the answers, since it follows the holds.
    this.holdsConserve.see(written);
    this.answersAgree.see(written);
  }

  private seePostings(postings: readonly PostingRow[]): void {
    this.accountVersions.see(postings);
    this.debitsEqualCredits.see(postings);
  }

  /** Where the book stands after what was seen. */
  get standing(): Standing {
    return { ...this.numbering.standing, hash: this.hashChain.last };
  }

  /** What was found; the ledger was last at work as `atWork` says. */
  async finish(atWork: AtWork): Promise<Check[]> {
    const { position } = this.standing;
    if (position !== null && this.holdsConserve.isAnyDue(atWork.latestDue))
      this.holdsConserve.finish(this.book.book, await atWork.lastFor(position.partition));
    this.numbering.finish();
    this.hashChain.finish();
    this.debitsEqualCredits.finish();
    return [
      this.entriesBalance,
      this.accountVersions,
      this.numbering,
      this.hashChain,
      this.holdsConserve,
      this.exchangesAgree,
      this.periodsStayClosed,
      this.debitsEqualCredits,
      this.answersAgree,
    ].map(({ findings }) => findings.check());
  }
}
