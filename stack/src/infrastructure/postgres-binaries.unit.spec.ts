import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linkLibraries } from './postgres-binaries';

let root: string;
const library = (name: string): string => join(root, 'native', 'lib', name);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pacioli-binaries-'));
  mkdirSync(join(root, 'native', 'lib'), { recursive: true });
  writeFileSync(library('libpq.so.5.18'), 'library');
  const links = ['libpq.so', 'libpq.so.5'].map((name) => ({
    source: 'native/lib/libpq.so.5.18',
    target: `native/lib/${name}`,
  }));
  writeFileSync(join(root, 'native', 'pg-symlinks.json'), JSON.stringify(links));
});

afterEach(() => rmSync(root, { recursive: true }));

describe('the libraries of Postgres', () => {
  it('are linked when the install script has not run', () => {
    linkLibraries(root);
    expect(readFileSync(library('libpq.so.5'), 'utf8')).toBe('library');
  });

  it('are left as they are where the links are there', () => {
    writeFileSync(library('libpq.so'), 'as it was');
    linkLibraries(root);
    expect(readFileSync(library('libpq.so'), 'utf8')).toBe('as it was');
    expect(readFileSync(library('libpq.so.5'), 'utf8')).toBe('library');
  });
});
