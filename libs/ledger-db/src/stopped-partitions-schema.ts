import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The fence says besides whether a partition is stopped, so that the API records nothing there that nobody will decide. */
export class StoppedPartitionsSchema1760000000002 implements MigrationInterface {
  readonly name = 'StoppedPartitionsSchema1760000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table fence add column stopped text;
      comment on column fence.stopped is 'Why the topic is not the one that was decided from, while it is not: the API refuses writes to such a partition.';
    `);
  }

  down(): Promise<void> {
    throw new Error('A journal is not taken down. Replay the topic into a new schema instead.');
  }
}

/** And how often its topic was compared with what was decided, so that the API knows when one that it found foreign is mended. */
export class VerifiedPartitionsSchema1760000000003 implements MigrationInterface {
  readonly name = 'VerifiedPartitionsSchema1760000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table fence add column if not exists verified bigint not null default 0;
      comment on column fence.verified is 'How often the topic was found to be the one that was decided from: once for each time that a ledger took the partition.';
    `);
  }

  down(): Promise<void> {
    throw new Error('A journal is not taken down. Replay the topic into a new schema instead.');
  }
}
