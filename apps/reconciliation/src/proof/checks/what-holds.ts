import type { CheckName } from './findings';

/** What each check shows, for whoever reads a report: the words of docs/reconciliation.md. */
export const WHAT_HOLDS: Readonly<Record<CheckName, string>> = {
  entries_balance: 'An entry has the postings that it says, and they net to zero in each currency and layer.',
  account_versions:
    'The postings of an account are numbered without gaps, and each leaves the totals that follow from the one before.',
  numbering:
    'Decisions, entries and accounts have no gaps; every row belongs to a decision; times and offsets never go back.',
  hash_chain: 'The hash of each decision is that of its rows and of the hash before it.',
  holds_conserve:
    'Captured, voided, expired and remaining are what was held, and each step is what its postings say.',
  exchanges_agree: 'What a rate made of an amount is what was posted, with the residue.',
  periods_stay_closed: 'Nothing that was recorded after a month was closed takes effect in it.',
  debits_equal_credits:
    'In each currency as much was debited as credited, by the amounts and by the totals of all accounts.',
  answers_agree: 'What was answered to a write that moved money is what its rows say.',
  reversals_agree: 'A reversal posts what it undoes, turned round.',
  dated_totals: 'What answers balances by effective time follows from the journal.',
  topic_against_ledger:
    'Every record of payment-events up to the fence has its outcome, every outcome its record, and both agree.',
  events_against_ledger:
    'Every outcome that was told has one event in ledger-events, in order, which says what the outcome says.',
  decided_again:
    'The whole topic, decided once more in memory, gives the hash of every decision; full runs alone.',
};
