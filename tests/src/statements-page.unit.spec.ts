import { JSON_SCHEMAS, type JsonSchema } from '@pacioli/contracts/schema';
import { repository } from '@pacioli/stack/config';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whoever writes a mapping has this page alone: a key that it does not name is one that nobody finds. */
describe('The page on statements', () => {
  const page = readFileSync(join(repository, 'docs/statements.md'), 'utf8');

  /** The cells of the rows of the table below a heading. */
  const tableOf = (heading: string): string[][] =>
    page
      .split(`\n## ${heading}\n`)[1]!
      .split('\n## ')[0]!
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map((cells) => cells.slice(1, -1))
      .slice(2);

  /** A row for each key of a class, those of the objects in it below them: as the schema has them, in its order. */
  const rowsOf = (name: string, prefix = ''): string[][] => {
    const { properties = {}, required = [] } = JSON_SCHEMAS[name]!;
    return Object.entries(properties).flatMap(([key, field]) => {
      const within = (field.$ref ?? field.anyOf?.[0]?.$ref)?.split('/').at(-1);
      return [
        [`\`${prefix}${key}\``, withoutIt(field, required.includes(key)), field['description'] as string],
        ...(within === undefined || within === 'CsvMapping' || within === 'MatchingRules'
          ? []
          : rowsOf(within, `${prefix}${key}.`)),
      ];
    });
  };

  const withoutIt = (field: JsonSchema, isRequired: boolean): string => {
    if (isRequired) return 'needed';
    return 'default' in field ? `\`${JSON.stringify(field['default'])}\`` : 'none';
  };

  it.each([
    ['The keys of a source', 'StatementSourceRequest', 6],
    ['The keys of a mapping', 'CsvMapping', 27],
    ['The keys of matching', 'MatchingRules', 10],
  ])('has a table, %s, with every key as the schema says it', (heading, name, count) => {
    const rows = rowsOf(name);
    expect(rows).toHaveLength(count);
    expect(tableOf(heading)).toEqual(rows);
  });

  it('names every value that a key can have', () => {
    const unnamed = ['StatementSourceRequest', 'CsvMapping'].flatMap((name) =>
      Object.entries(JSON_SCHEMAS[name]!.properties!)
        .filter(([, { enum: values = [] }]) => values.length > 0 && values.length < 12)
        .flatMap(([key, { enum: values, description }]) =>
          values!
            .map((value) => WORDS.get(value) ?? `\`${String(value)}\``)
            .filter((word) => !(description as string).includes(word))
            .map((word) => `${key} ${word}`),
        ),
    );
    expect(unnamed).toEqual([]);
  });

  it('says of every rule of matching what it does', () => {
    const source = readFileSync(
      join(repository, 'apps/reconciliation/src/matching/statement-matching.ts'),
      'utf8',
    );
    const [, listed] = /MATCH_RULES = \[([^\]]*)\]/.exec(source)!;
    const rules = [...listed!.matchAll(/'(\w+)'/g)].map(([, rule]) => `\`${rule}\``);
    expect(rules.length).toBeGreaterThan(5);
    expect(tableOf('The rules of matching').map(([rule]) => rule)).toEqual(rules);
  });
});

/** What is called by its name, since it is not seen or not told from others in a table. */
const WORDS: ReadonlyMap<unknown, string> = new Map([
  ...([
    [',', 'comma'],
    [';', 'semicolon'],
    ['\t', 'tab'],
    ['|', 'bar'],
    [' ', 'space'],
  ] as const),
]);
