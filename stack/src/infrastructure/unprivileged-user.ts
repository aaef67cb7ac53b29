import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

/**
 * Postgres refuses to run as root. This is the user to run it as in that case: the system's own `postgres` user
 * if there is one, else `nobody`. Null when this program is not root, so that no other user is needed.
 */
export function unprivilegedUser(): SystemUser | null {
  if (process.getuid?.() !== 0) return null;
  const user = lookUp('postgres') ?? lookUp('nobody');
  if (user) return user;
  throw new Error(
    'Postgres does not run as root, and there is no user postgres or nobody to run it as. Create one: useradd --system postgres',
  );
}

function lookUp(name: string): SystemUser | null {
  try {
    const id = (what: '-u' | '-g') =>
      Number(execFileSync('id', [what, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { name, uid: id('-u'), gid: id('-g') };
  } catch {
    return null;
  }
}

export interface FolderRights {
  /** As in stat: the permission bits are the last nine. */
  mode: number;
  uid: number;
  gid: number;
}

/** Whether a user who is not root may pass through every one of these folders. */
export function mayPass(folders: FolderRights[], user: Pick<SystemUser, 'uid' | 'gid'>): boolean {
  return folders.every(({ mode, uid, gid }) => {
    const executeBit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    return (mode & executeBit) !== 0;
  });
}

/** Whether the user can reach what is in this existing folder, given the rights on it and on all above it. */
export function canEnter(folder: string, user: Pick<SystemUser, 'uid' | 'gid'>): boolean {
  const folders = [folder];
  for (let at = folder; at !== dirname(at);) folders.push((at = dirname(at)));
  return mayPass(
    folders.map((path) => statSync(path)),
    user,
  );
}
