import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reports of the proof that the ledger is right, and the lease that lets one runner at a time write them. */
export class ReconciliationSchema1766000000001 implements MigrationInterface {
  readonly name = 'ReconciliationSchema1766000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create type report_status as enum ('ok', 'failed');

      create table reconciliation_lease (
        only_row   boolean primary key default true check (only_row),
        holder     text not null,
        token      bigint not null,
        expires_at timestamptz not null
      );
      comment on table reconciliation_lease is 'Who may write reports. The token grows with every holder: a report needs the current one, so a runner that lost its lease can not store.';

      create table reconciliation_report (
        sequence    bigint generated always as identity primary key,
        id          text not null unique,
        book        text not null,
        status      report_status not null,
        started_at  timestamptz not null,
        finished_at timestamptz not null,
        lease_token bigint not null,
        checks      jsonb not null
      );
      create index on reconciliation_report (book, sequence);

      create trigger append_only before update or delete or truncate on reconciliation_report
        for each statement execute function refuse_change();
      alter table reconciliation_report enable always trigger append_only;

      grant select, insert, update on reconciliation_lease to pacioli_reconciler;
      grant select, insert on reconciliation_report to pacioli_reconciler;
      grant select on reconciliation_report to pacioli_api;
    `);
  }

  down(): Promise<void> {
    throw new Error('Reports are kept. Replay the topic into a new schema instead.');
  }
}
