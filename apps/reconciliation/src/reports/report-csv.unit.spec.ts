import { checksCsv, problemsCsv } from './report-csv';
import { checkOf, runReportOf } from './run-report.testing';

describe('A report as CSV', () => {
  const formula = { row: '=cmd|calc', expected: 'a "b", c', found: '-1' };
  const report = runReportOf({
    acme: [checkOf('numbering', 19), checkOf('hash_chain', 11, formula)],
    '=2+3': [checkOf('numbering', 0)],
  });

  it('has a row for each book and check', () => {
    expect(checksCsv(report)).toBe(
      [
        'run,scope,book,decisions_from,decisions_to,check,checked,status,problem_count',
        'run_1,full,"acme",1,9,numbering,19,ok,0',
        'run_1,full,"acme",1,9,hash_chain,11,failed,1',
        `run_1,full,"'=2+3",1,9,numbering,0,ok,0`,
        '',
      ].join('\r\n'),
    );
  });

  it('has a row for each problem in a file of its own, in which no row is run as a formula', () => {
    expect(problemsCsv(report)).toBe(
      [
        'run,scope,book,check,row,expected,found',
        `run_1,full,"acme",hash_chain,"'=cmd|calc","a ""b"", c","'-1"`,
        '',
      ].join('\r\n'),
    );
  });
});
