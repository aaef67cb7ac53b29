import { unexplainedDependencies, untidyIn } from '../tidy.mjs';

/** The offending text is put together here, so that this file does not offend itself. */
const marker = 'TO' + 'DO';
const disable = 'eslint-' + 'disable';
const focused = 'it.' + 'only';
const nothingIsThere = () => false;

describe('Untidy', () => {
  it.each([
    [
      'unfinished work',
      'libs/kafka/src/a.ts',
      `// ${marker}: later`,
      /^libs\/kafka\/src\/a\.ts:1: unfinished/,
    ],
    ['a path of one machine', 'docs/a.md', `# A\n\nIn ${'/ho'}me/ada/a.`, /:3: a path of one machine$/],
    ['an unresolved merge', 'README.md', `# A\n${'<'.repeat(7)} HEAD`, /:2: an unresolved merge$/],
    ['a rule switched off unsaid', 'libs/kafka/src/a.ts', `// ${disable}-line no-eval`, /without a reason/],
    ['a boundary switched off', 'a.ts', `// ${disable} no-restricted-syntax -- so`, /:1: a boundary/],
    ['a test that hides tests', 'a.unit.spec.ts', `${focused}('x', f);`, /:1: a test that hides tests$/],
    ['a barrel', 'libs/kafka/src/index.ts', '', /a barrel/],
    ['a folder of helpers', 'libs/kafka/src/helpers/log.ts', '', /a name that says nothing/],
    ['a file of utilities', 'libs/kafka/src/date-utils.ts', '', /a name that says nothing/],
    ['a file of 401 lines', 'libs/kafka/src/a.ts', '\n'.repeat(401), /: 401 lines/],
    ['two top headings', 'README.md', '# One\n\n# Two\n', /: 2 top headings/],
    ['no top heading', 'README.md', '## One\n', /: 0 top headings/],
    ['a link to nowhere', 'docs/a.md', '# A\n\n[b](adr/b.md#c)\n', /: a link to adr\/b\.md, /],
  ])('is %s', (_what, path, text, found) => {
    expect(untidyIn(path, text, nothingIsThere)).toEqual([expect.stringMatching(found)]);
  });

  it.each([
    ['a file of 400 lines', 'libs/kafka/src/consumer.ts', '\n'.repeat(400)],
    ['a long text that is not code', 'docs/reference.md', `# Reference\n${'\n'.repeat(500)}`],
    ['a picture', 'docs/a.png', `\0 ${marker}`],
    ['an address on the web', 'README.md', '# A\n\n[b](https://example.com/home/b) and [c](#c)\n'],
    ['a comment in fenced code', 'README.md', '# A\n\n```sh\n# b\n```\n'],
    ['a rule switched off for a reason', 'libs/kafka/src/a.ts', `// ${disable}-line no-eval -- so`],
    ['the tests of everyone', 'libs/kafka/src/a.unit.spec.ts', "it('x', f);"],
  ])('is not %s', (_what, path, text) => {
    expect(untidyIn(path, text, nothingIsThere)).toEqual([]);
  });

  it('is not a link to what is there', () => {
    const exists = (path: string) => path === 'docs/adr/b.md';
    expect(untidyIn('docs/a.md', '# A\n\n[b](adr/b.md#c)\n', exists)).toEqual([]);
  });
});

describe('The page of dependencies', () => {
  it('names each dependency by its whole name', () => {
    const manifest = { dependencies: { pg: '8', '@nestjs/core': '12' }, devDependencies: { jest: '30' } };
    expect(unexplainedDependencies(manifest, '- **@nestjs/core**, **pg**, jest.')).toEqual([]);
    expect(unexplainedDependencies(manifest, '- **@nestjs/core**, pg-copy-streams, @types/jest.')).toEqual([
      expect.stringMatching(/no word on pg,/),
      expect.stringMatching(/no word on jest,/),
    ]);
  });
});
