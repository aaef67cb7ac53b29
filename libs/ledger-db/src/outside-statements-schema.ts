import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Outside statements, what of them was matched with the ledger, and the breaks with what was done about them. Added to the schema of
 * runs and reports. Rows are only ever added: what something is now follows from its newest row.
 */
export class OutsideStatements1767000000001 implements MigrationInterface {
  readonly name = 'OutsideStatements1767000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(STATEMENTS);
    await runner.query(MATCHES);
    await runner.query(BREAKS);
    for (const table of TABLES)
      await runner.query(`
        create trigger append_only before update or delete or truncate on ${table}
          for each statement execute function refuse_change();
        alter table ${table} enable always trigger append_only;
        grant select, insert on ${table} to pacioli_reconciler;
        grant select on ${table} to pacioli_api;
      `);
  }

  down(): Promise<void> {
    throw new Error('Statements, and what was done about their breaks, are kept.');
  }
}

const TABLES = [
  'request',
  'statement_source',
  'statement',
  'statement_line',
  'bad_line',
  'match',
  'match_item',
  'match_line',
  'break',
  'break_item',
  'break_line',
  'break_event',
];

const STATEMENTS = `
create table request (
  book        text not null,
  key         text not null,
  fingerprint text not null,
  status      integer not null,
  answer      jsonb not null,
  answered_at timestamptz not null default now(),
  primary key (book, key)
);
comment on table request is 'What a write was answered, under its idempotency key. A write that was refused has no row: it changed nothing.';

create table statement_source (
  sequence    bigint generated always as identity primary key,
  id          text not null unique,
  book        text not null,
  name        text not null,
  revision    integer not null check (revision > 0),
  account     text not null,
  starts_on   date not null,
  format      text not null,
  mapping     jsonb,
  matching    jsonb not null,
  recorded_at timestamptz not null default now(),
  unique (book, name, revision)
);
comment on table statement_source is 'Who sends statements, in what form, and how they are matched. The newest revision counts.';
comment on column statement_source.account is 'The account of the ledger that the statements mirror.';
comment on column statement_source.starts_on is 'What took effect before is not looked for in any statement.';

create table statement (
  sequence         bigint generated always as identity primary key,
  id               text not null unique,
  book             text not null,
  source           text not null,
  source_revision  text not null references statement_source (id),
  sha256           text not null,
  file_name        text,
  sent_by          text,
  summary          jsonb not null,
  new_lines        integer not null check (new_lines >= 0),
  known_lines      integer not null check (known_lines >= 0),
  bad_lines        integer not null check (bad_lines >= 0),
  last_booked_on   date,
  recorded_at      timestamptz not null default now(),
  unique (book, source, source_revision, sha256)
);
create index on statement (book, source, sequence);
comment on column statement.known_lines is 'Lines that another file of the source had brought before.';

-- A statement is known once its last line was read, so its lines are there first.
create table statement_line (
  sequence         bigint generated always as identity primary key,
  id               text not null unique,
  statement        text not null references statement (id) deferrable initially deferred,
  book             text not null,
  source           text not null,
  identity         text not null,
  place            jsonb not null,
  account          text,
  reference        text,
  other_references jsonb not null,
  amount           bigint not null,
  currency         text not null,
  fee              bigint,
  booked_on        date not null,
  value_on         date,
  description      text,
  kind             text,
  is_reversal      boolean not null,
  unique (book, source, identity)
);
create index on statement_line (statement, sequence);
comment on column statement_line.amount is 'Before the fee: the account moved by amount less fee.';

create table bad_line (
  sequence  bigint generated always as identity primary key,
  statement text not null references statement (id) deferrable initially deferred,
  place     jsonb not null,
  code      text not null,
  reason    text not null
);
create index on bad_line (statement, sequence);
`;

const MATCHES = `
create table match (
  sequence    bigint generated always as identity primary key,
  id          text not null unique,
  book        text not null,
  source      text not null,
  rule        text not null,
  reason      text not null,
  currency    text not null,
  amount      numeric not null,
  difference  jsonb not null,
  made_by     text,
  approved_by text,
  recorded_at timestamptz not null default now(),
  check (made_by <> approved_by)
);
create index on match (book, source, sequence);
comment on column match.made_by is 'Who put together what no rule had; null where a rule did.';

-- An item and a line are claimed by one match, whoever tries to claim them again.
create table match_item (
  match  text not null references match (id),
  book   text not null,
  source text not null,
  entry  bigint not null,
  leg    integer not null,
  primary key (book, source, entry, leg)
);
create index on match_item (match);
create table match_line (
  match text not null references match (id),
  line  text primary key references statement_line (id)
);
create index on match_line (match);
`;

const BREAKS = `
create table break (
  sequence    bigint generated always as identity primary key,
  id          text not null unique,
  book        text not null,
  source      text not null,
  cause       text not null,
  detail      jsonb not null,
  reason      text not null,
  currency    text not null,
  amount      numeric not null,
  oldest_on   date not null,
  recorded_at timestamptz not null default now()
);
create index on break (book, sequence);
create index on break (book, source, sequence);
create table break_item (
  break text not null references break (id),
  entry bigint not null,
  leg   integer not null,
  primary key (break, entry, leg)
);
create table break_line (
  break text not null references break (id),
  line  text not null references statement_line (id),
  primary key (break, line)
);

create table break_event (
  sequence    bigint generated always as identity primary key,
  break       text not null references break (id),
  revision    integer not null check (revision > 0),
  type        text not null check (type in ('opened', 'assigned', 'commented', 'force_match_proposed', 'resolved', 'force_matched', 'corrected', 'closed')),
  by          text,
  detail      jsonb not null,
  recorded_at timestamptz not null default now(),
  unique (break, revision)
);
-- A break ends once, whoever else works on it at the same time.
create unique index break_ends_once on break_event (break) where type in ('resolved', 'force_matched', 'corrected', 'closed');
comment on table break_event is 'The history of a break. Without an event that ends it, it is open. Null in by: found by matching.';
`;
