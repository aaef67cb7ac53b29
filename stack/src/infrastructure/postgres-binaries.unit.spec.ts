import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linkLibraries } from './postgres-binaries';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pacioli-binaries-'));
  mkdirSync(join(root, 'native', 'lib'), { recursive: true });
  writeFileSync(join(root, 'native', 'lib', 'libpq.so.5.18'), 'library');
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  writeFileSync(join(root, 'native', 'pg-symlinks.json'), JSON.stringify(links));
});

afterEach(() => rmSync(root, { recursive: true }));

describe('the libraries of Postgres', () => {
  it('are linked when the install script has not run', () => {
    linkLibraries(root);
    expect(readFileSync(join(root, 'native', 'lib', 'libpq.so.5'), 'utf8')).toBe('library');
  });

  it('are left as they are when the links are there', () => {
    linkLibraries(root);
    expect(() => linkLibraries(root)).not.toThrow();
  });
});
