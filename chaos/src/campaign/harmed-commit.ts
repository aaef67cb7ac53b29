import { execFileSync } from 'node:child_process';

/** All of a clone but its documents, to which a campaign itself adds. */
const CODE = ['--', '.', ':!docs', ':!README.md'];

/**
 * The newest commit of a clone's code. Throws an error that says what to do while there are changes that no commit has, or
 * where git knows of no commit.
 */
export function harmedCommit(clone: string): string {
  const changes = git(clone, 'status', '--porcelain', ...CODE);
  if (changes !== '') {
    throw new Error(`A campaign is of one commit, so commit or undo first what was changed:\n${changes}`);
  }
  return git(clone, 'log', '-1', '--format=%h', ...CODE);
}

function git(clone: string, ...args: string[]): string {
  try {
    return execFileSync('git', args, { cwd: clone, encoding: 'utf8', stdio: 'pipe' }).trimEnd();
  } catch (error) {
    const why = (error as Error).message;
    throw new Error(`A campaign is of one commit, so it needs a clone that git can read: ${why}`, {
      cause: error,
    });
  }
}
