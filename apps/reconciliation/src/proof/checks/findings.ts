import type { Check, Problem } from '@pacioli/contracts/reconciliation-report';

/** Every check of a run in the order of a report, and what it counts as looked at. */
export const CHECKS = {
  entries_balance: 'entries',
  account_versions: 'postings',
  numbering: 'rows',
  hash_chain: 'decisions',
  holds_conserve: 'hold rows',
  exchanges_agree: 'exchanges',
  periods_stay_closed: 'periods',
  debits_equal_credits: 'currencies',
  answers_agree: 'answers',
  reversals_agree: 'reversals',
  dated_totals: 'totals',
  topic_against_ledger: 'records',
  events_against_ledger: 'events',
  decided_again: 'decisions',
} as const;
export type CheckName = keyof typeof CHECKS;

/** So many problems of a check are listed; the rest is counted. */
const MOST_LISTED = 20;

/** As much of a row, an expectation or a finding as a report shows. */
const MOST_CHARACTERS = 500;

/** What a check has found so far. */
export class Findings {
  /** How many things were looked at. */
  checked = 0;
  private problemCount = 0;
  private readonly problems: Problem[] = [];

  constructor(
    readonly name: CheckName,
    /** Counts the problems of several books together. */
    private readonly all = { problems: 0 },
  ) {}

  get count(): number {
    return this.problemCount;
  }

  get listed(): number {
    return this.problems.length;
  }

  /** Names a row that is wrong, what it should hold and what it holds. */
  add(row: string, expected: string, found: string): void {
    this.problemCount += 1;
    this.all.problems += 1;
    if (this.problems.length === MOST_LISTED) return;
    this.problems.push({ row: storable(row), expected: storable(expected), found: storable(found) });
  }

  /** Counts in what the same check has found elsewhere. */
  include({ checked, problem_count: count, problems }: Check): void {
    this.checked += checked;
    this.problemCount += count;
    this.all.problems += count;
    this.problems.push(...problems.slice(0, MOST_LISTED - this.problems.length));
  }

  check(): Check {
    return {
      name: this.name,
      status: this.problemCount === 0 ? 'ok' : 'failed',
      checked: this.checked,
      problem_count: this.problemCount,
      problems: this.problems,
    };
  }
}

/** What a check that goes through a partition has found in each book. */
export class FindingsByBook {
  private readonly byBook = new Map<string, Findings>();
  private readonly all = { problems: 0 };

  constructor(private readonly name: CheckName) {}

  readonly of = (book: string): Findings => {
    const known = this.byBook.get(book) ?? new Findings(this.name, this.all);
    this.byBook.set(book, known);
    return known;
  };

  /** Of each book that was looked at. */
  checks(): Map<string, Check> {
    return new Map([...this.byBook].map(([book, findings]) => [book, findings.check()]));
  }

  include(checks: ReadonlyMap<string, Check>): void {
    for (const [book, check] of checks) this.of(book).include(check);
  }

  get booksWithProblems(): string[] {
    return [...this.byBook].filter(([, { count }]) => count > 0).map(([book]) => book);
  }

  get problems(): number {
    return this.all.problems;
  }
}

/** A row that was tampered with may hold what a report could not: PostgreSQL stores neither NUL nor half a character. */
const storable = (text: string): string => text.slice(0, MOST_CHARACTERS).replace(/[\0\p{Cs}]/gu, '\ufffd');
