import { AGE_BUCKETS } from '@pacioli/ledger-db/open-breaks';
import { agingCsv, badLinesCsv, breaksCsv, checksCsv, forcedCsv, problemsCsv } from './report-csv';
import { badStatementOf, breakOf, checkOf, forcedOf, runBreaksOf, runReportOf } from './run-report.testing';

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
      breakOf({ currency: 'EUR', amount: '5', items_amount: '20', lines_amount: '25' }),
    );
    const of =
      'source,break,cause,currency,open_minor_units,ledger_minor_units,statement_minor_units,' +
      'oldest_on,age_days,assigned_to,items,lines,reason';
    expect(breaksCsv({ ...report, breaks })).toBe(
      [
        `run,scope,book,${of}`,
        `run_1,full,"acme","bank",brk_1,missing_here,"GBP",-12345,,-12345,2026-10-01,41,"'@Ann",0,1,"'=1+1"`,
        `run_1,full,"acme","bank",brk_1,missing_here,"EUR",5,20,25,2026-10-01,41,,0,1,"not in the ledger"`,
        '',
      ].join('\r\n'),
    );
    expect(agingCsv({ ...report, breaks })).toBe(
      [
        'run,scope,book,currency,cause,age,count,came_in_minor_units,went_out_minor_units',
        'run_1,full,"acme","GBP",missing_here,"31 to 90 days",1,0,12345',
        'run_1,full,"acme","EUR",missing_here,"31 to 90 days",1,5,0',
        '',
      ].join('\r\n'),
    );
    expect(breaksCsv(report)).toBe(`run,scope,book,${of}\r\n`);
  });

  it('names every age in words that a spreadsheet takes for no day', () => {
    const [row] = runBreaksOf(breakOf()).aging;
    const aging = AGE_BUCKETS.map((bucket) => ({ ...row!, bucket }));
    const csv = agingCsv({ ...report, breaks: { ...runBreaksOf(breakOf()), aging } });
    expect([...csv.matchAll(/missing_here,"(.*?)"/g)].map(([, age]) => age)).toEqual([
      ...['0 to 1 days', '2 to 7 days', '8 to 30 days', '31 to 90 days', 'over 90 days'],
    ]);
  });

  it('has a row for each statement that was read badly, and one for each match by force', () => {
    const breaks = {
      ...runBreaksOf(),
      bad_statements: [badStatementOf()],
      forced: [forcedOf({ reason: '=1+1' })],
    };
    expect(badLinesCsv({ ...report, breaks })).toBe(
      [
        'run,scope,book,source,statement,file_name,recorded_at,lines_read,bad_lines',
        'run_1,full,"acme","bank",stm_1,"october.csv",2026-11-22T01:00:00.000Z,6,10',
        '',
      ].join('\r\n'),
    );
    expect(forcedCsv({ ...report, breaks })).toBe(
      [
        'run,scope,book,source,match,recorded_at,currency,ledger_minor_units,statement_minor_units,' +
          'difference_minor_units,proposed_by,approved_by,reason',
        `run_1,full,"acme","bank",mat_1,2026-11-22T01:00:00.000Z,"GBP",2000,200,-1800,"Ann","Bob","'=1+1"`,
        '',
      ].join('\r\n'),
    );
  });
});
