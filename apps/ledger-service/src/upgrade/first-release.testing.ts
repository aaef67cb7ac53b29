import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';

const SCHEMA_OF_THE_FIRST_RELEASE = readFileSync(join(__dirname, 'first-schema.sql'), 'utf8');
/** An entry before its postings, whose trigger looks for it. */
const TABLES = ['fence', 'outcome', 'book', 'account', 'journal_entry', 'posting', 'dead_letter'];

/** The columns of a table and what each of them takes; words of an enumeration go from one schema to the other as text. */
const COLUMNS = `
select string_agg(quote_ident(attname), ', ') as names,
       string_agg(format('%I::text::%s', attname, format_type(atttypid, null)), ', ') as values
  from pg_attribute where attrelid = $1::regclass and attnum > 0`;

/**
 * Puts a ledger of the first release in the place of one of this release: its schema, made by its own words, and in it what it
 * knew of the rows, under its own constraints. So the rows must be those of events of rules 1, which it would have written.
 */
export async function makeLedgerOfTheFirstRelease(admin: DataSource): Promise<void> {
  await admin.transaction(async (manager) => {
    await manager.query(`
      alter schema ledger rename to of_this_release;
      create schema ledger authorization pacioli_owner;
      grant usage on schema ledger to pacioli_ledger, pacioli_api, pacioli_reconciler;
      set local role pacioli_owner;
      ${SCHEMA_OF_THE_FIRST_RELEASE};
      reset role;
    `);
    for (const table of TABLES) {
      const [{ names, values }] = await manager.query<[{ names: string; values: string }]>(COLUMNS, [
        `ledger.${table}`,
      ]);
      await manager.query(
        `insert into ledger.${table} (${names}) select ${values} from of_this_release.${table}`,
      );
    }
    await manager.query('drop schema of_this_release, reconciliation cascade');
  });
}
