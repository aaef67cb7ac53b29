import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Runs of the proof that the ledger is right, what they found, and the lease that lets one runner at a time write them. In a
 * schema of its own: nothing in it follows from the topic, so it stays when the ledger is made anew from there.
 */
export class ReconciliationSchema1767000000000 implements MigrationInterface {
  readonly name = 'ReconciliationSchema1767000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create type report_status as enum ('ok', 'failed');
      create type run_scope as enum ('full', 'incremental');

      create table lease (
        only_row   boolean primary key default true check (only_row),
        holder     text not null,
        token      bigint not null,
        expires_at timestamptz not null
      );
      comment on table lease is 'Who may write reports. The token grows with every holder: a report needs the current one, so a runner that lost its lease can not store.';

      create table run (
        sequence    bigint generated always as identity primary key,
        id          text not null unique,
        scope       run_scope not null,
        status      report_status not null,
        started_at  timestamptz not null,
        finished_at timestamptz not null,
        lease_token bigint not null,
        reports     integer not null check (reports >= 0),
        partitions  jsonb not null
      );
      create index on run (sequence) where scope = 'full';
      comment on table run is 'One proof: of everything, or of what came since an earlier one.';
      comment on column run.partitions is 'Of each partition: from which offset on it was matched, up to which, the last record before that, and whether both sides agreed.';

      create table report (
        sequence bigint generated always as identity primary key,
        id       text not null unique,
        run      bigint not null references run,
        book     text not null,
        status   report_status not null,
        before   jsonb,
        after    jsonb,
        checks   jsonb not null
      );
      create index on report (book, sequence);
      create index on report (run, sequence);
      create index on report (sequence) where status = 'failed';
      comment on table report is 'What a run found in a book that it looked at.';
      comment on column report.before is 'Where the book stood before the first decision that was looked at. Null, as after, in reports of an earlier release.';
      comment on column report.after is 'Where it stood after the last one: what the next incremental run begins with, if nothing was wrong.';

      create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'Nothing in % is ever changed or removed', tg_table_name;
      end $$;
      create trigger append_only before update or delete or truncate on run
        for each statement execute function refuse_change();
      alter table run enable always trigger append_only;
      create trigger append_only before update or delete or truncate on report
        for each statement execute function refuse_change();
      alter table report enable always trigger append_only;

      grant select, insert, update on lease to pacioli_reconciler;
      grant select, insert on run, report to pacioli_reconciler;
      grant select on run, report to pacioli_api;
    `);
  }

  down(): Promise<void> {
    throw new Error('Reports are kept.');
  }
}
