import type { MigrationInterface, QueryRunner } from 'typeorm';

/** With each run, up to where breaks and statements were written when it was stored: what was open then follows from it for ever. */
export class BreaksOfRuns1767000000002 implements MigrationInterface {
  readonly name = 'BreaksOfRuns1767000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table run add column break_events bigint, add column statements bigint;
      comment on column run.break_events is 'The newest event of a break when the run was stored. Null, as statements, in runs of an earlier release.';
      comment on column run.statements is 'The newest statement when the run was stored.';
    `);
  }

  down(): Promise<void> {
    throw new Error('Reports are kept.');
  }
}
