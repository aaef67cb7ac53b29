import { repository } from '@pacioli/stack/config';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An alarm that nobody can raise, or that leads nowhere, is found on the worst day. */
describe('The runbooks', () => {
  const folder = join(repository, 'docs/runbooks');
  const overview = readFileSync(join(folder, 'README.md'), 'utf8');
  const alarms = overview
    .split('\n')
    .filter((line) => line.startsWith('| ') && line.includes('`'))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .map(([, alarm = '', expression = '', , page = '']) => ({ alarm, expression, page }));

  /** The names of all metrics, as the services' code gives them to prom-client. */
  const metrics = new Set(
    ['apps', 'libs']
      .flatMap((part) =>
        readdirSync(join(repository, part), { recursive: true, encoding: 'utf8' }).map((one) =>
          join(part, one),
        ),
      )
      .filter((path) => /^(apps|libs)\/[^/]+\/src\/.*(?<!spec)\.ts$/.test(path))
      .map((path) => readFileSync(join(repository, path), 'utf8'))
      .flatMap((text) => [...text.matchAll(/new (?:Counter|Gauge|Histogram)\(\{\s*name: '(\w+)'/g)])
      .map(([, name]) => name!),
  );

  /** Prometheus's own, and the words of its language. */
  const OWN =
    /^(up|sum|max|time|absent|increase|min_over_time|by|or|unless|offset|m|vector|book|source|cause)$/;
  const namesIn = (expression: string): string[] =>
    expression
      .replace(/\{[^}]*\}|\[[^\]]*\]/g, '')
      .match(/[a-z_]+/g)!
      .filter((word) => !OWN.test(word))
      .map((name) => name.replace(/_(count|sum|bucket)$/, ''));

  it('name metrics that there are', () => {
    const unknown = alarms
      .flatMap(({ expression }) => namesIn(expression))
      .filter((name) => !metrics.has(name));
    expect([alarms.length > 10, metrics.size > 10, unknown]).toEqual([true, true, []]);
  });

  it('know every alarm that the reports themselves give', () => {
    const named = new Set(alarms.flatMap(({ expression }) => namesIn(expression)));
    const wanted = [...metrics].filter((name) =>
      /_(late|open_breaks|problems|lag_offsets|waiting)$/.test(name),
    );
    expect(wanted.filter((name) => !named.has(name))).toEqual([]);
  });

  it('have a page for each alarm, and no page to which nothing leads', () => {
    const pages = readdirSync(folder).filter((name) => name !== 'README.md');
    expect(alarms.filter(({ page }) => !pages.includes(/\((.*)\)/.exec(page)?.[1] ?? ''))).toEqual([]);
    expect(pages.filter((name) => !overview.includes(`](${name})`))).toEqual([]);
  });

  it('say on every page what is seen, how it is over, and what not to do', () => {
    for (const name of readdirSync(folder).filter((one) => one !== 'README.md')) {
      const text = readFileSync(join(folder, name), 'utf8');
      expect([name, text]).toEqual([name, expect.stringMatching(/^## How you know that it is over$/m)]);
      expect([name, text]).toEqual([name, expect.stringMatching(/^## What not to do$/m)]);
    }
  });
});
