import { database } from '@pacioli/postgres/database';
import type { DataSource } from 'typeorm';
import { BreaksOfRuns1767000000002 } from './breaks-of-runs-schema';
import { LedgerSchema1766000000000 } from './ledger-schema';
import { OutsideStatements1767000000001 } from './outside-statements-schema';
import { ReconciliationSchema1767000000000 } from './reconciliation-schema';
import { ReopenedBreaks1767000000003 } from './reopened-breaks-schema';

export interface DatabaseInstallation {
  /** A superuser, or a role with CREATEROLE and CREATEDB. */
  readonly adminUrl: string;
  readonly database: string;
  /** Of the three login roles. */
  readonly rolePassword: string;
}

/** Who may what is in the migrations; these are the roles that they name. The owner is nobody's login. */
const OWNER = 'pacioli_owner';
const LOGIN_ROLES = ['pacioli_ledger', 'pacioli_api', 'pacioli_reconciler'];
/** The schema of the live ledger. */
export const SCHEMA = 'ledger';
const MIGRATIONS = [LedgerSchema1766000000000];
/** Where runs, reports and outside statements are, which stay when another ledger takes the place of the live one. */
export const RECONCILIATION_SCHEMA = 'reconciliation';

/**
 * Makes roles, database and schema where they are missing. Throws when the ledger that is there was made by another release:
 * then it has to be upgraded (upgrade-database.ts).
 */
export async function installDatabase(settings: DatabaseInstallation): Promise<{ migrations: string[] }> {
  await withDatabase({ url: settings.adminUrl }, async (admin) => {
    // Two installations on one cluster at once would meet in its catalogue; the lock ends with the connection.
    await admin.query(`select pg_advisory_lock(hashtext('pacioli-install'))`);
    await createRoles(admin, settings.rolePassword);
    await createDatabase(admin, settings.database);
  });
  const url = new URL(settings.adminUrl);
  url.pathname = `/${settings.database}`;
  if (!(await isOfThisRelease(url.href)))
    throw new Error(
      `The ledger in ${settings.database} was made by another release: npm run upgrade brings it to this one.`,
    );
  await withDatabase({ url: url.href }, (admin) => openDatabase(admin, settings.database));
  const ledger = await createLedgerSchema(url.href, SCHEMA);
  return { migrations: [...ledger, ...(await createReconciliationSchema(url.href))] };
}

/** Whether the ledger in a database was made by this release; a database without one may become any. */
export async function isOfThisRelease(url: string): Promise<boolean> {
  return withDatabase({ url }, async (admin) => {
    const [found] = await admin.query<[{ made: boolean }]>(
      `select to_regclass('${SCHEMA}.migrations') is not null as made`,
    );
    if (!found.made) return true;
    const made = await admin.query<{ name: string }[]>(`select name from ${SCHEMA}.migrations`);
    return made.every(({ name }) => MIGRATIONS.some((migration) => migration.name === name));
  });
}

/** Makes a ledger's tables in a schema of its own. Returns what had to be done. */
export const createLedgerSchema = (url: string, schema: string): Promise<string[]> =>
  createSchema(url, schema, MIGRATIONS);

/** Makes the tables of runs, reports and outside statements where they are missing. Returns what had to be done. */
export const createReconciliationSchema = (url: string): Promise<string[]> =>
  createSchema(url, RECONCILIATION_SCHEMA, [
    ReconciliationSchema1767000000000,
    OutsideStatements1767000000001,
    BreaksOfRuns1767000000002,
    ReopenedBreaks1767000000003,
  ]);

async function createSchema(
  url: string,
  schema: string,
  migrations: (new () => object)[],
): Promise<string[]> {
  await withDatabase({ url }, async (admin) => {
    await admin.query(`create schema if not exists ${schema} authorization ${OWNER}`);
    await admin.query(`grant usage on schema ${schema} to ${LOGIN_ROLES.join(', ')}`);
  });
  return withDatabase({ url, schema, migrations, role: OWNER }, async (source) =>
    (await source.runMigrations({ transaction: 'each' })).map(({ name }) => name),
  );
}

/** Roles belong to the cluster, not to the database: another installation may have made them already. */
async function createRoles(admin: DataSource, password: string): Promise<void> {
  const existing = await admin.query<{ rolname: string }[]>(`select rolname from pg_roles`);
  const has = new Set(existing.map(({ rolname }) => rolname));
  if (!has.has(OWNER)) await admin.query(`create role ${OWNER} nologin`);
  await admin.query(`grant ${OWNER} to current_user`);
  for (const role of LOGIN_ROLES) {
    if (!has.has(role)) await admin.query(`create role ${role} login`);
    const [row] = await admin.query<[{ literal: string }]>(`select quote_literal($1) as literal`, [password]);
    await admin.query(`alter role ${role} password ${row.literal}`);
  }
}

async function createDatabase(admin: DataSource, name: string): Promise<void> {
  const found = await admin.query<unknown[]>(`select from pg_database where datname = $1`, [name]);
  if (found.length === 0) await admin.query(`create database ${name} owner ${OWNER}`);
}

async function openDatabase(admin: DataSource, name: string): Promise<void> {
  await admin.query(`revoke all on database ${name} from public`);
  await admin.query(`grant connect on database ${name} to ${LOGIN_ROLES.join(', ')}`);
  for (const role of LOGIN_ROLES) {
    await admin.query(`alter role ${role} in database ${name} set search_path = ${SCHEMA}`);
  }
}

export async function withDatabase<T>(
  at: { url: string; schema?: string; role?: string; migrations?: (new () => object)[] },
  use: (source: DataSource) => Promise<T>,
): Promise<T> {
  const { role, ...settings } = at;
  const source = database({ ...settings, applicationName: 'pacioli-install', poolSize: 1 });
  await source.initialize();
  try {
    // One connection is the whole pool, so the role holds for all that follows.
    if (role !== undefined) await source.query(`set role ${role}`);
    return await use(source);
  } finally {
    await source.destroy();
  }
}
