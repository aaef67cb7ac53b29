import { repository } from '@pacioli/stack/config';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DocumentedApi } from './documented-api.testing';
import { Product } from './product.testing';
import { runRecipe } from './recipe-run.testing';

const folder = join(repository, 'docs', 'recipes');
const pages = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md');
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');

/** Every page of docs/recipes is run, and says what comes of it. `RECIPES=write` lets it say so. */
describe('The recipes', () => {
  let product: Product;
  let api: DocumentedApi;

  beforeAll(async () => {
    product = await Product.open();
    api = await DocumentedApi.open(product.url);
  }, 180_000);
  afterAll(() => product?.close());

  it.each(pages)(
    'say what comes of them: %s',
    async (file) => {
      const page = textOf(file);
      const now = await runRecipe(api, file.replace(/\.md$/, ''), page);
      if (process.env['RECIPES'] === 'write') writeFileSync(join(folder, file), now);
      else expect(now).toBe(page);
    },
    180_000,
  );

  it('show every write that the API has but three', () => {
    const writes = Object.entries(api.document.paths).flatMap(([path, operations]) =>
      Object.keys(operations)
        .filter((method) => method !== 'get')
        .map((method) => `${method.toUpperCase()} ${path.replace('/v1/books/{book}', '')}`),
    );
    const shown = pages.map(textOf).join('\n');
    const isShown = (write: string) =>
      new RegExp(`^${write.replace(/\{\w+\}/g, '[^/\\s]+')}$`, 'm').test(shown);
    // What opens the book and the accounts of a page, and what takes no JSON (docs/imports.md).
    expect(writes.filter((write) => !isShown(write)).sort()).toEqual([
      ...['POST /accounts', 'POST /imports', 'POST /v1/books'],
    ]);
  });

  it('show requests and T-accounts each, and are all listed', () => {
    for (const file of pages) {
      expect(textOf(file)).toContain('\n```http\n');
      expect(textOf(file)).toMatch(/\n```text \S+/);
      expect(textOf('README.md')).toContain(`](${file})`);
    }
  });
});
