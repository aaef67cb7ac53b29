import { createHash } from 'node:crypto';
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { inheritedEnvironment } from '../config';
import { lastLines, runCommand } from '../run-command';
import { ProcessSpec } from '../supervised-process';
import { PostgresBinaries, copyPostgres, locatePostgres } from './postgres-binaries';
import { SystemUser, canEnter, unprivilegedUser } from './unprivileged-user';

export interface EmbeddedPostgresOptions {
  dataDirectory: string;
  port: number;
  /** The superuser's password; it is set when the cluster is made, and must be the same ever after. */
  password: string;
  /** False loses data in a power cut and is for databases of tests alone. */
  durable: boolean;
  /** PostgreSQL's shared_buffers, in megabytes. */
  buffersMb: number;
  log: (line: string) => void;
}

/** Where a user that cannot enter the clone gets what it needs. */
const sharedDirectory = '/var/lib/pacioli';

/** Makes the database cluster if there is none yet, and answers how to run its server. */
export async function prepareEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<ProcessSpec> {
  const user = unprivilegedUser();
  mkdirSync(options.dataDirectory, { recursive: true });
  const installed = locatePostgres();
  const inPlace =
    user === null || (canEnter(options.dataDirectory, user) && canEnter(join(installed.native, 'bin'), user));
  const binaries = inPlace ? installed : copyPostgres(installed, sharedDirectory);
  const cluster = clusterDirectory(options, inPlace);
  if (!existsSync(join(cluster, 'PG_VERSION'))) await createCluster(cluster, binaries, user, options);
  return {
    name: 'postgres',
    command: join(binaries.native, 'bin', 'postgres'),
    args: ['-D', cluster, ...settings(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    env: environment(),
    cwd: cluster,
    ...(user && { user: { uid: user.uid, gid: user.gid } }),
    // SIGINT is Postgres's fast shutdown: sessions are ended, everything is written, nothing waits for clients.
    stopSignal: 'SIGINT',
    stopWithinMs: 30_000,
    ready: (pid) => acceptsConnections(cluster, pid),
    readyWithinMs: 60_000,
  };
}

/** The folder of the cluster: in the data folder, or elsewhere with a link to it when Postgres cannot get there. */
function clusterDirectory({ dataDirectory, log }: EmbeddedPostgresOptions, inPlace: boolean): string {
  const place = join(dataDirectory, 'postgres');
  const found = lstatSync(place, { throwIfNoEntry: false });
  if (found?.isSymbolicLink()) return readlinkSync(place);
  if (inPlace) return place;
  if (found) {
    throw new Error(
      `The Postgres user cannot enter ${place}, which was made when it could: open the folders above it.`,
    );
  }
  const elsewhere = unusedName(
    join(sharedDirectory, createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16)),
  );
  mkdirSync(sharedDirectory, { recursive: true, mode: 0o755 });
  symlinkSync(elsewhere, place);
  log(
    `Postgres does not run as root and its user cannot enter ${dataDirectory}: its data is in ${elsewhere}`,
  );
  return elsewhere;
}

/** A folder of this name may be there already: of a clone that has since been moved. It is never touched. */
function unusedName(path: string): string {
  for (let copy = 1; ; copy += 1) {
    const name = copy === 1 ? path : `${path}-${copy}`;
    if (!existsSync(name)) return name;
  }
}

async function createCluster(
  cluster: string,
  binaries: PostgresBinaries,
  user: SystemUser | null,
  { password, durable }: EmbeddedPostgresOptions,
): Promise<void> {
  // Made beside its place and then renamed, so that an interrupted initdb is not taken for a cluster.
  const unfinished = `${cluster}.unfinished`;
  const passwordFile = `${cluster}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, password + '\n', { mode: 0o600 });
  if (user) for (const path of [unfinished, passwordFile]) chownSync(path, user.uid, user.gid);
  const flags = [
    `--pgdata=${unfinished}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--data-checksums',
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  const { code, output } = await runCommand(join(binaries.native, 'bin', 'initdb'), flags, {
    cwd: unfinished,
    env: environment(),
    ...(user && { uid: user.uid, gid: user.gid }),
  });
  rmSync(passwordFile);
  if (code !== 0)
    throw new Error(`Postgres could not make its data folder ${cluster}:\n${lastLines(output)}`);
  renameSync(unfinished, cluster);
}

function environment(): NodeJS.ProcessEnv {
  return { ...inheritedEnvironment(), LC_ALL: 'C', TZ: 'UTC' };
}

/** Given on the command line and not in a file, so that a port that is changed later is obeyed. */
function settings({ port, durable, buffersMb }: EmbeddedPostgresOptions): [string, string][] {
  // Off, a killed server loses nothing still, but a power cut can lose or tear what was committed.
  const durability = durable ? 'on' : 'off';
  return [
    ['listen_addresses', '127.0.0.1'],
    ['port', String(port)],
    ['unix_socket_directories', ''],
    ['password_encryption', 'scram-sha-256'],
    ['max_connections', '200'],
    ['shared_buffers', `${buffersMb}MB`],
    ['timezone', 'UTC'],
    ['log_timezone', 'UTC'],
    ['fsync', durability],
    ['full_page_writes', durability],
  ];
}

/** What pg_ctl looks at: the server notes its pid in the first line of this file and its state in the eighth. */
function acceptsConnections(cluster: string, pid: number): boolean {
  const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

/** Removes the cluster, wherever it is. */
export function removeCluster(dataDirectory: string): void {
  const place = join(dataDirectory, 'postgres');
  const found = lstatSync(place, { throwIfNoEntry: false });
  if (!found) return;
  if (found.isSymbolicLink()) rmSync(readlinkSync(place), { recursive: true, force: true });
  rmSync(place, { recursive: true, force: true });
}
