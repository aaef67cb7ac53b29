import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A break that was resolved by mistake can be opened again: each of its openings ends once. */
export class ReopenedBreaks1767000000003 implements MigrationInterface {
  readonly name = 'ReopenedBreaks1767000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table break_event add column opening integer not null default 1 check (opening > 0);
      comment on column break_event.opening is 'Counted from 1: the opening of the break that the event belongs to.';
      alter table break_event drop constraint break_event_type_check;
      alter table break_event add constraint break_event_type_check check (type in ('opened', 'reopened', 'assigned', 'commented', 'force_match_proposed', 'resolved', 'force_matched', 'corrected', 'closed'));
      drop index break_ends_once;
      create unique index break_ends_once on break_event (break, opening) where type in ('resolved', 'force_matched', 'corrected', 'closed');
      create unique index break_opens_once on break_event (break, opening) where type in ('opened', 'reopened');
    `);
  }

  down(): Promise<void> {
    throw new Error('What was done about breaks is kept.');
  }
}
