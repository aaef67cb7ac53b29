import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is made up once for a data folder and kept in it: it is worth as much as the data. */
export interface Installation {
  /** Tells the containers and volumes of this data folder from those of others. */
  id: string;
  postgresPassword: string;
  /** One password for the three services' database roles: they run side by side on one machine. */
  rolePassword: string;
  /** Signs the payment API's page cursors. */
  cursorKey: string;
  /** Which way the infrastructure came up when it was first used, since the data stays there. */
  infrastructure: 'docker' | 'embedded' | null;
}

/** Reads the installation of a data folder, making it at the first call. */
export function openInstallation(dataDirectory: string): Installation {
  const path = installationFile(dataDirectory);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Installation;
  const installation: Installation = {
    id: randomBytes(4).toString('hex'),
    postgresPassword: randomBytes(24).toString('hex'),
    rolePassword: randomBytes(24).toString('hex'),
    cursorKey: randomBytes(32).toString('hex'),
    infrastructure: null,
  };
  saveInstallation(dataDirectory, installation);
  return installation;
}

/** Written beside its place and renamed, so that a crash leaves the old one or the new one. */
export function saveInstallation(dataDirectory: string, installation: Installation): void {
  const path = installationFile(dataDirectory);
  mkdirSync(dataDirectory, { recursive: true });
  writeFileSync(`${path}.unfinished`, JSON.stringify(installation, null, 2) + '\n', { mode: 0o600 });
  renameSync(`${path}.unfinished`, path);
}

function installationFile(dataDirectory: string): string {
  return join(dataDirectory, 'installation.json');
}
