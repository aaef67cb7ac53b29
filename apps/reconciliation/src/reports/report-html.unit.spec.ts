import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { reportHtml } from './report-html';
import { checkOf, checksOf, runReportOf } from './run-report.testing';

describe('A report as a page', () => {
  const wrong = { row: 'posting acme cash version 2', expected: 'amount 20', found: 'amount 21' };
  const sound = runReportOf({ acme: checksOf(), zeta: checksOf(), '~0': checksOf() });
  const broken = runReportOf({
    acme: checksOf(),
    zeta: checksOf(checkOf('account_versions', 3, wrong, wrong), checkOf('hash_chain', 2, wrong)),
    '~0': checksOf(),
  });

  it('says in one sentence whether all is right', () => {
    expect(verdictOf(reportHtml(sound))).toBe(
      '\u2713 All is right: every check of 2 books and 1 partition passed on 2026-11-22 02:30:04 UTC.',
    );
    expect(verdictOf(reportHtml(broken))).toBe(
      '\u2717 Not right: 3 problems found on 2026-11-22 02:30:04 UTC in book zeta; 2 books and 1 partition were checked.',
    );
    expect(verdictOf(reportHtml(runReportOf({ acme: checksOf() }, 'incremental')))).toBe(
      '\u2713 All is right: every check of what was new in 1 book and 0 partitions passed on 2026-11-22 02:30:04 UTC.',
    );
    expect(verdictOf(reportHtml(runReportOf({}, 'incremental')))).toMatch('All is right: nothing was new');
  });

  it('says which run it is, and what was looked at', () => {
    const page = reportHtml(sound);
    expect(page).toContain('<code>run_1</code>, of everything (full)');
    expect(page).toContain('2026-11-22 02:30:00 UTC, in 4.5 s');
    // Nine decisions of two books; account_versions is the second check and topic_against_ledger the twelfth.
    expect(page).toContain('18 decisions and 6 postings in the ledger, 36 records of the topic');
    expect(page).toContain('from the beginning to 2026-11-22 02:29:59 UTC');
  });

  it('shows books with problems first and open, with their rows, and the others closed', () => {
    const page = reportHtml(broken);
    const books = [
      ...page.matchAll(/<details( open)?>\s*<summary>\s*<span class="line">\s*<span><bdi>(.*?)<\/bdi>/g),
    ];
    expect(books.map(([, open, name]) => [name, open !== undefined])).toEqual([
      ['zeta', true],
      ['acme', false],
      ['partition 0', false],
    ]);
    expect(page).toContain('<caption>account_versions: 2 problems</caption>');
    expect(page.split('posting acme cash version 2</bdi>')).toHaveLength(4);
  });

  it('says how many problems are not listed', () => {
    const many = Object.assign(checkOf('numbering', 4, wrong), { problem_count: 1235 });
    expect(reportHtml(runReportOf({ acme: [many] }))).toContain(
      'numbering: 1,235 problems, of which 1 are listed',
    );
  });

  it('is well-formed, and names no address at all', () => {
    for (const page of [reportHtml(sound), reportHtml(broken), reportHtml(runReportOf({}, 'incremental'))]) {
      expect(unclosedOf(page)).toEqual([]);
      expect(page).not.toMatch(/https?:|\/\/[a-z]|\b(src|href|srcset|action)\s*=|url\(|@import|javascript:/i);
    }
  });

  it('lets no row put markup into the page, nor turn its text round', () => {
    const hostile = `</script></style></bdi><img src=x onerror="alert(1)">'&\u202e\u0007`;
    const page = reportHtml(
      runReportOf({
        [hostile]: [checkOf('numbering', 1, { row: hostile, expected: hostile, found: hostile })],
      }),
    );
    const beforeData = page.slice(0, page.indexOf('<script'));
    expect(beforeData).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;\ufffd\ufffd');
    expect(page).not.toContain('<img');
    expect(beforeData).not.toMatch(/[\u202e\u0007]/);
    expect(unclosedOf(page)).toEqual([]);
    // As data it is what it was.
    expect(dataIn(page)).toMatchObject({ books: [{ book: hostile }] });
  });

  it('allows no script and no address by its policy, and its own style alone', () => {
    const page = reportHtml(sound);
    const [, style] = /<style>([^]*)<\/style>/.exec(page)!;
    const digest = hash('sha256', style!, 'base64');
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; ` +
        `style-src &#39;sha256-${digest}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;" />`,
    );
    expect(page).not.toMatch(/ style=| on[a-z]+=/);
  });

  it('holds its own data, and the digest of it in canonical form', () => {
    const page = reportHtml(broken);
    expect(dataIn(page)).toEqual(broken);
    const digest = hash('sha256', canonicalize(dataIn(page))!);
    expect(page).toContain(`<code id="report-digest">${digest}</code>`);
  });

  it('stays small for very many books, and says what is not shown', () => {
    const names = Array.from({ length: 2_500 }, (_, at) => `book-${at}`);
    const page = reportHtml(runReportOf(Object.fromEntries(names.map((name) => [name, checksOf()]))));
    expect(page.length).toBeLessThan(1_000_000);
    expect(page).toContain('And 2,450 more that are ok: the .csv file of this report names them.');
    expect(page).toContain('And 2,300 more: the .json file of this report has them.');
    expect(page).toContain('its data is in the .json file alone');
    expect(unclosedOf(page)).toEqual([]);
    const failed = names.map((name) => [name, [checkOf('numbering', 1, wrong)]] as const);
    expect(reportHtml(runReportOf(Object.fromEntries(failed)))).toContain('And 2,300 more with problems:');
  });

  it('names the digests that it stands on', () => {
    const page = reportHtml(sound);
    expect(page).toContain(`<span class="hash">${'ab'.repeat(32)}</span>`);
    expect(page).toMatch(/data-is="offsets">0 to 11<[^]*data-is="last record">11<[^]*>(cd){32}</);
  });

  it('draws thirty days, and says in words what is drawn', () => {
    const page = reportHtml(sound);
    expect(page).toContain(
      '8,381 runs; problems were found on 2026-11-13 (7 problems); the longest took 1.0 s.',
    );
    expect(page.match(/<circle class="sound"/g)).toHaveLength(28);
    expect(page.match(/<path class="cross"/g)).toHaveLength(1);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });
});

const verdictOf = (page: string): string => /<p class="verdict \w+">(.*)<\/p>/.exec(page)![1]!;

const dataIn = (page: string): unknown =>
  JSON.parse(/<script type="application\/json" id="report-data">([^]*?)<\/script>/.exec(page)![1]!);

const VOID = ['meta', '!doctype'];

/** Elements that are not closed, or closed where another is open. */
function unclosedOf(page: string): string[] {
  const markup = page.replace(/(<(style|script)\b[^>]*>)[^]*?(<\/\2>)/g, '$1$3');
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, closes, name, rest] of markup.matchAll(
    /<(\/?)([a-z0-9!]+)((?:\s+[a-zA-Z-]+(?:="[^"<]*")?)*\s*\/?)>/g,
  )) {
    if (closes === '/') {
      if (open.pop() !== name) wrong.push(name!);
    } else if (!VOID.includes(name!) && !rest!.endsWith('/')) open.push(name!);
  }
  // Whatever begins like an element and was not read as one is wrong as well.
  const read = [...markup.matchAll(/<\/?[a-z0-9!]+(?:\s+[a-zA-Z-]+(?:="[^"<]*")?)*\s*\/?>/g)].length;
  if (read !== markup.split('<').length - 1) wrong.push('<');
  return [...wrong, ...open];
}
