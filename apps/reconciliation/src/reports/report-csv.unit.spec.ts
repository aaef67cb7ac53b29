import { agingCsv, breaksCsv, checksCsv, problemsCsv } from './report-csv';
import { breakOf, checkOf, runBreaksOf, runReportOf } from './run-report.testing';

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

  it('has a row for each open break that is listed, and one for each currency, cause and age', () => {
    const breaks = runBreaksOf(
      breakOf({ reason: '=1+1', assigned_to: '@Ann' }),
      breakOf({ currency: 'EUR' }),
    );
    const of = 'source,break,cause,currency,amount,oldest_on,age_days,assigned_to,items,lines,reason';
    expect(breaksCsv({ ...report, breaks })).toBe(
      [
        `run,scope,book,${of}`,
        `run_1,full,"acme","bank",brk_1,missing_here,"GBP",-12345,2026-10-01,41,"'@Ann",0,1,"'=1+1"`,
        `run_1,full,"acme","bank",brk_1,missing_here,"EUR",-12345,2026-10-01,41,,0,1,"not in the ledger"`,
        '',
      ].join('\r\n'),
    );
    expect(agingCsv({ ...report, breaks })).toBe(
      [
        'run,scope,book,currency,cause,age_days,count,amount',
        'run_1,full,"acme","GBP",missing_here,"31-90",1,-12345',
        'run_1,full,"acme","EUR",missing_here,"31-90",1,-12345',
        '',
      ].join('\r\n'),
    );
    expect(breaksCsv(report)).toBe(`run,scope,book,${of}\r\n`);
  });
});
