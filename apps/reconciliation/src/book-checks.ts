import type { Check } from '@pacioli/contracts/reconciliation-report';
import { Accounts } from './accounts';
import { AccountVersions } from './checks/account-versions';
import { AnswersAgree } from './checks/answers-agree';
import { DebitsEqualCredits } from './checks/debits-equal-credits';
import { EntriesBalance } from './checks/entries-balance';
import { HashChain } from './checks/hash-chain';
import { Numbering } from './checks/numbering';
import type { BookListing } from './store';
import type { Written } from './written';

/** The checks of one book that its rows alone can answer, all fed in one pass. */
export class BookChecks {
  private readonly accounts = new Accounts();
  private readonly accountVersions = new AccountVersions(this.accounts);
  private readonly entriesBalance = new EntriesBalance(this.accounts);
  private readonly numbering: Numbering;
  private readonly hashChain: HashChain;
  private readonly debitsEqualCredits: DebitsEqualCredits;
  private readonly answersAgree = new AnswersAgree(this.accounts);

  constructor(book: BookListing) {
    this.numbering = new Numbering(book);
    this.hashChain = new HashChain(book);
    this.debitsEqualCredits = new DebitsEqualCredits(book.book, this.accounts);
  }

  see(written: Written): void {
    // First, since it opens the accounts that the others name.
    this.accountVersions.see(written);
    this.entriesBalance.see(written);
    this.numbering.see(written);
    this.hashChain.see(written);
    this.debitsEqualCredits.see(written);
    this.answersAgree.see(written);
  }

  finish(): Check[] {
    this.numbering.finish();
    this.debitsEqualCredits.finish();
    return [
      this.entriesBalance,
      this.accountVersions,
      this.numbering,
      this.hashChain,
      this.debitsEqualCredits,
      this.answersAgree,
    ].map(({ findings }) => findings.check());
  }
}
