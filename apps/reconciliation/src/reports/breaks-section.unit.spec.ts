import { AGE_BUCKETS } from '@pacioli/ledger-db/open-breaks';
import { reportHtml } from './report-html';
import type { RunBreaks } from './run-report';
import { breakOf, checksOf, runBreaksOf, runReportOf } from './run-report.testing';

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
          ...{ items: ['12/1'], item_count: 7 },
        }),
      ),
    );
    const text = textOf(page);
    expect(text).toContain('Breaks 2 open, of 1 source of statements; the oldest is 41 days old');
    expect(text).toContain('acme 2 open breaks bank 2 statements, up to 2026-11-11, 2 open');
    expect(text).toContain('GBP: 1 break of 31-90 days; JPY: 1 break of 31-90 days.');
    expect(text).toContain('GBP missing here 1 -123.45 GBP JPY amount differs 1 1,234,567 JPY');
    expect(text).toContain(
      'missing here: 1 break Days Since Amount Reason What it is of Break ' +
        '41 2026-10-01 -123.45 GBP not in the ledger line order-981 of bank , -123.45 GBP, 2026-10-01 brk_1',
    );
    expect(text).toContain('assigned to Bob entry 12 leg 1 line order-981 of bank');
    expect(text).toContain('and 6 more');
    expect(page.match(/class="bar"/g)!.length).toBe(2 + 30);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
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
      { book: 'calm', source: 'bank', statements: 1, last_day: '2026-11-11', open_breaks: 0 },
      { book: 'calm', source: 'stripe', statements: 1, last_day: null, open_breaks: 0 },
    ];
    const text = textOf(pageOf({ sources, aging: [], oldest: [] }));
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
