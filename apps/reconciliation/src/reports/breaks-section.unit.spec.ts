import { AGE_BUCKETS } from '@pacioli/ledger-db/open-breaks';
import { reportHtml } from './report-html';
import type { RunBreaks } from './run-report';
import { badStatementOf, breakOf, checksOf, forcedOf, runBreaksOf, runReportOf } from './run-report.testing';

const NOTHING_ELSE = { bad_lines: 0, matches_by_force: 0 };

describe('Open breaks on the page of a report', () => {
  const report = runReportOf({ acme: checksOf() });
  const pageOf = (breaks?: RunBreaks): string => reportHtml({ ...report, ...(breaks && { breaks }) });
  /** What is read of it, without the data. */
  const textOf = (page: string): string =>
    page
      .replace(/<(script|style)[^]*?<\/\1>/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');

  it('are a chart and a table by currency and age, and lead to the rows by their cause', () => {
    const page = pageOf(
      runBreaksOf(
        breakOf(),
        breakOf({
          ...{ id: 'brk_2', cause: 'amount_differs', currency: 'JPY', amount: '1234567', assigned_to: 'Bob' },
          ...{ items_amount: '2000000', lines_amount: '3234567' },
          ...{ items: ['12/1'], item_count: 7 },
        }),
      ),
    );
    const text = textOf(page);
    expect(text).toContain('Breaks 2 open, of 1 source of statements; the oldest is 41 days old');
    expect(text).toContain('acme 2 open breaks bank 2 statements, up to 2026-11-11, 2 open');
    expect(text).toContain(
      'GBP: 1 break of 31-90 days, out 123.45 GBP; JPY: 1 break of 31-90 days, in 1,234,567 JPY.',
    );
    expect(text).toContain('GBP missing here 1 out 123.45 GBP JPY amount differs 1 in 1,234,567 JPY');
    expect(text).toContain(
      'missing here: 1 break Days Since Open Source Reason What it is of Break ' +
        '41 2026-10-01 -123.45 GBP bank not in the ledger line order-981 , -123.45 GBP, 2026-10-01 brk_1',
    );
    expect(text).toContain(
      '1,234,567 JPY ledger 2,000,000 JPY statement 3,234,567 JPY bank not in the ledger assigned to Bob entry 12 leg 1 line order-981',
    );
    expect(text).toContain('and 6 more');
    expect(page.match(/class="bar"/g)!.length).toBe(2 + 30);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('are not set off against each other', () => {
    const both = { ...runBreaksOf(breakOf()).aging[0]!, count: 2, came_in: '2940', went_out: '3245' };
    const text = textOf(pageOf({ ...runBreaksOf(breakOf()), aging: [both] }));
    expect(text.split('in 29.40 GBP, out 32.45 GBP')).toHaveLength(4);
    expect(text).toContain('GBP: 2 breaks of 31-90 days, in 29.40 GBP, out 32.45 GBP.');
  });

  it('of two sources are told apart, though neither has a line', () => {
    const there = breakOf({ cause: 'missing_there', items: ['12/1'], lines: [], line_count: 0 });
    const breaks = runBreaksOf(breakOf({ ...there, source: 'bank' }), breakOf({ ...there, source: 'camt' }));
    expect(
      textOf(pageOf(breaks)).match(/-123\.45 GBP (bank|camt) not in the ledger entry 12 leg 1/g),
    ).toHaveLength(2);
  });

  it('stand beside the statements that were read badly, and what was matched by force', () => {
    const breaks = runBreaksOf(breakOf());
    const [source] = breaks.sources;
    const page = pageOf({
      ...breaks,
      sources: [{ ...source!, bad_lines: 12, matches_by_force: 3 }],
      bad_statements: [badStatementOf({ file_name: '<img src=x>' })],
      forced: [forcedOf(), forcedOf({ difference: '0', reason: '<img src=x>' })],
    });
    const text = textOf(page);
    expect(page).not.toContain('<img');
    expect(text).toContain('bank 2 statements, up to 2026-11-11, 1 open, 12 bad lines, 3 matched by force');
    expect(text).toContain('Bad lines 12 of statements could not be read');
    expect(text).toContain('12 lines, of which the newest statements with 10 are listed.');
    expect(text).toContain('acme bank 10 16 2026-11-22 01:00 &lt;img src=x&gt; stm_1');
    expect(text).toContain('3 matches, of which the 2 newest are listed.');
    expect(text).toContain('2026-11-22 01:00 acme bank 20.00 GBP 2.00 GBP -18.00 GBP Ann Bob agreed mat_1');
    expect(text).toContain('20.00 GBP 2.00 GBP none Ann Bob &lt;img');
    expect(textOf(pageOf(breaks))).not.toMatch(/bad line|could not be read|by force/i);
  });

  it('are data of which the page carries the digest', () => {
    const digestOf = (page: string) => /id="report-digest">(\w+)</.exec(page)![1];
    expect(digestOf(pageOf(runBreaksOf(breakOf())))).not.toBe(digestOf(pageOf(runBreaksOf())));
    expect(pageOf(runBreaksOf(breakOf()))).toContain('"oldest_on":"2026-10-01"');
  });

  it('are not told of where no statement has come, or the run is of a release that knew of none', () => {
    for (const page of [pageOf(), pageOf(runBreaksOf())]) expect(textOf(page)).not.toMatch(/break/i);
  });

  it('are none in a book that is only named', () => {
    const sources = [
      {
        book: 'calm',
        source: 'bank',
        statements: 1,
        last_day: '2026-11-11',
        open_breaks: 0,
        ...NOTHING_ELSE,
      },
      { book: 'calm', source: 'stripe', statements: 1, last_day: null, open_breaks: 0, ...NOTHING_ELSE },
    ];
    const text = textOf(pageOf({ ...runBreaksOf(), sources }));
    expect(text).toContain('Breaks none open, of 2 sources of statements');
    expect(text).toContain('1 book with statements and no open break calm (bank up to 2026-11-11, stripe)');
  });

  it('let no text of a statement put markup into the page', () => {
    const reason = '</table><img src=x>\u202e';
    const page = pageOf(
      runBreaksOf(breakOf({ reason, source: reason, assigned_to: reason, currency: 'XQQ' })),
    );
    expect(page).not.toContain('<img');
    expect(page.slice(0, page.indexOf('<script'))).not.toContain('\u202e');
    expect(textOf(page)).toContain('-12345 minor units of XQQ');
  });

  it('say how many are not listed, and of how many books nothing is shown', () => {
    const books = Array.from({ length: 400 }, (_, at) => breakOf({ book: `b${at}`, age_days: at }));
    const breaks = runBreaksOf(...books);
    const [first] = breaks.aging;
    const text = textOf(
      pageOf({ ...breaks, aging: [{ ...first!, count: 1_234 }, ...breaks.aging.slice(1)] }),
    );
    expect(text).toContain('300 books with younger breaks b299 (bank up to 2026-11-11), ');
    expect(text).toContain('and 100 more');
    const alone = {
      ...runBreaksOf(breakOf()),
      aging: AGE_BUCKETS.map((bucket) => ({ ...first!, book: 'acme', bucket, count: 500 })),
    };
    expect(textOf(pageOf(alone))).toContain('missing here: 2,500 breaks, of which the 1 oldest are listed');
  });
});
