import type { Check, ReconciliationReport, RunScope } from '@pacioli/contracts/reconciliation-report';
import { COLOURS, NO_COLOURS } from '@pacioli/service/terminal-colours';
import { CHECKS } from '../proof/checks/findings';
import { reportTable, summaryLine } from './report-table';

describe('The table of a report', () => {
  const check = (name: string, checked: number, ...problems: Check['problems']): Check => ({
    ...{ name, checked, problems, problem_count: problems.length },
    status: problems.length === 0 ? 'ok' : 'failed',
  });
  const report = (book: string, checks: Check[]): ReconciliationReport => ({
    ...{ id: 'rpt_1', book, run: 'run_1', scope: 'full', first_decision: '1', last_decision: '9' },
    status: checks.every(({ status }) => status === 'ok') ? 'ok' : 'failed',
    started_at: '2026-11-21T09:00:00.000Z',
    finished_at: '2026-11-21T09:00:01.000Z',
    checks,
  });
  const wrong = {
    row: 'posting acme cash version 2 (entry 2 leg 1)',
    expected: 'amount 20',
    found: 'amount 21',
  };
  const sound = report(
    'acme',
    Object.keys(CHECKS).map((name, at) => check(name, 10 ** (at % 7))),
  );
  const failed = report('acme', [check('entries_balance', 4), check('account_versions', 10, wrong)]);

  it('says of every check how much was looked at, and the verdict', () => {
    expect(reportTable(sound, NO_COLOURS)).toBe(
      [
        'book acme  ok',
        '  entries_balance                1 entry       ok',
        '  account_versions              10 postings    ok',
        '  numbering                    100 rows        ok',
        '  hash_chain                 1,000 decisions   ok',
        '  holds_conserve            10,000 hold rows   ok',
        '  exchanges_agree          100,000 exchanges   ok',
        '  periods_stay_closed    1,000,000 periods     ok',
        '  debits_equal_credits           1 currency    ok',
        '  answers_agree                 10 answers     ok',
        '  reversals_agree              100 reversals   ok',
        '  dated_totals               1,000 totals      ok',
        '  topic_against_ledger      10,000 records     ok',
        '  events_against_ledger    100,000 events      ok',
        '  decided_again          1,000,000 decisions   ok',
      ].join('\n'),
    );
  });

  it('names the rows of a failed check', () => {
    expect(reportTable(failed, NO_COLOURS)).toBe(
      [
        'book acme  FAILED',
        '  entries_balance                4 entries     ok',
        '  account_versions              10 postings    FAILED',
        '    posting acme cash version 2 (entry 2 leg 1)',
        '      expected  amount 20',
        '      found     amount 21',
      ].join('\n'),
    );
  });

  it('says how many problems are not listed', () => {
    const many = report('acme', [Object.assign(check('numbering', 4, wrong), { problem_count: 1_235 })]);
    expect(reportTable(many, NO_COLOURS)).toMatch(/\n {4}and 1,234 problems more$/);
  });

  it('shows of a partition only the checks that had something to look at, in one line if it is sound', () => {
    const idle = check('entries_balance', 0);
    const partition = report('~3', [idle, check('topic_against_ledger', 1)]);
    expect(reportTable(partition, NO_COLOURS)).toBe(
      'partition 3  ok  its fence stands, topic_against_ledger 1 record',
    );
    expect(reportTable(report('~3', [idle]), NO_COLOURS)).toBe('partition 3  ok  its fence stands');
    const broken = report('~3', [idle, check('topic_against_ledger', 2, wrong)]);
    expect(reportTable(broken, NO_COLOURS)).toMatch(
      /^partition 3  FAILED\n {2}topic_against_ledger           2 records     FAILED\n {4}posting/,
    );
  });

  it('colours verdicts and rows when it is asked to', () => {
    const table = reportTable(failed, COLOURS);
    expect(table).toContain('\u001b[32mok\u001b[0m');
    expect(table).toContain('\u001b[31mFAILED\u001b[0m');
    expect(reportTable(failed, NO_COLOURS)).not.toContain('\u001b');
  });

  it('lets no control character of a row reach the terminal', () => {
    const nasty = report('acme', [check('numbering', 1, { ...wrong, found: 'name \u001b[2J\nbell \u0007' })]);
    expect(reportTable(nasty, NO_COLOURS)).toMatch(/found {5}name \ufffd\[2J\ufffdbell \ufffd$/);
  });

  it('sums up a run in one line', () => {
    const sum = (reports: ReconciliationReport[], seconds: number, scope: RunScope = 'full') =>
      summaryLine({ scope, reports }, seconds, NO_COLOURS);
    const partition = report('~3', [check('topic_against_ledger', 1)]);
    expect(sum([sound, partition], 1.25)).toBe('Every check of 1 book and 1 partition passed in 1.3 s.');
    expect(sum([sound, partition], 1, 'incremental')).toBe(
      'Every check of 1 book and 1 partition, of what was new, passed in 1.0 s.',
    );
    expect(sum([], 1, 'incremental')).toBe('Nothing was new, in 1.0 s.');
    expect(sum([sound, failed, partition], 2)).toBe(
      '1 problem found in book acme (2 books and 1 partition checked in 2.0 s).',
    );
    const books = Array.from({ length: 7 }, (_, at) => report(`b${at}`, failed.checks));
    expect(sum(books, 2)).toContain(
      '7 problems found in book b0, book b1, book b2, book b3, book b4, 2 more (7 books and 0 partitions',
    );
  });
});
