import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS, Findings, FindingsByBook } from './findings';
import { WHAT_HOLDS } from './what-holds';

describe('Findings', () => {
  it('are ok while nothing was found', () => {
    const findings = new Findings('numbering');
    findings.checked = 3;
    expect(findings.check()).toEqual({
      ...{ name: 'numbering', status: 'ok', checked: 3, problem_count: 0, problems: [] },
    });
  });

  it('list the first twenty problems and count them all', () => {
    const findings = new Findings('numbering');
    for (let at = 0; at < 25; at += 1) findings.add(`row ${at}`, 'this', 'that');
    const check = findings.check();
    expect(check).toMatchObject({ status: 'failed', problem_count: 25 });
    expect(check.problems.map(({ row }) => row)).toEqual(Array.from({ length: 20 }, (_, at) => `row ${at}`));
  });

  it('of several partitions are counted and listed as if they had been found in one', () => {
    const found = (partition: number, problems: number) => {
      const findings = new FindingsByBook('topic_against_ledger');
      findings.of('sound').checked += 2;
      for (let at = 0; at < problems; at += 1)
        findings.of('acme').add(`row ${partition}-${at}`, 'this', 'that');
      return findings.checks();
    };
    const all = new FindingsByBook('topic_against_ledger');
    all.include(found(0, 15));
    all.include(found(1, 15));
    expect([all.problems, all.booksWithProblems, all.of('sound').checked]).toEqual([30, ['acme'], 4]);
    const { problem_count: count, problems } = all.of('acme').check();
    expect([count, problems.length, problems.at(-1)!.row]).toEqual([30, 20, 'row 1-4']);
  });

  it('hold nothing that PostgreSQL could not store, and no text without end', () => {
    const findings = new Findings('numbering');
    findings.add('a\0b', '\ud83d', `${'x'.repeat(499)}😀`);
    expect(findings.check().problems).toEqual([
      { row: 'a\ufffdb', expected: '\ufffd', found: `${'x'.repeat(499)}\ufffd` },
    ]);
  });
});

describe('docs/reconciliation.md', () => {
  it('lists the checks of a report in their order', () => {
    const text = readFileSync(join(__dirname, '../../../../../docs/reconciliation.md'), 'utf8');
    const table = text.split('## Checks')[1]!.split('\n## ')[0]!;
    const listed = [...table.matchAll(/^\| `(\w+)` *\| (.*?) *\|$/gm)].map(([, name, holds]) => [
      name,
      holds,
    ]);
    expect(listed.map(([name]) => name)).toEqual(Object.keys(CHECKS));
    // A report says the same, without the links.
    const said = listed.map(([name, holds]) => [name, holds!.replace(/ \(\[[^\]]*\]\([^)]*\)\)/, '')]);
    expect(said).toEqual(Object.entries(WHAT_HOLDS));
  });
});
