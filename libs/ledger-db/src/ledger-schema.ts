import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DATED_TOTAL } from './dated-totals';

/**
 * The schema as it is. When it changes, this text changes, with a name of its own: a ledger of another schema is not migrated,
 * but replayed into this one (upgrade.ts), so that every row is as if it had been written by this release.
 *
 * The journal: books, accounts, entries, postings and outcomes. Nothing here is ever updated or deleted, the fence row
 * excepted. No schema is named: the connection's search_path decides, so that a ledger can be replayed into a schema
 * beside the live one.
 */
export class LedgerSchema1766000000000 implements MigrationInterface {
  readonly name = 'LedgerSchema1766000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(DATED_TOTAL);
    await runner.query(MOVE_FENCE);
    await runner.query(APPEND_ONLY);
    await runner.query(ZERO_SUM);
    await runner.query(GRANTS);
  }

  down(): Promise<void> {
    throw new Error('A journal is not taken down. Replay the topic into a new schema instead.');
  }
}

const TABLES = `
create type account_type as enum ('asset', 'liability', 'equity', 'income', 'expense');
create type account_status as enum ('ACTIVE', 'SUSPENDED', 'CLOSED');
create type entry_kind as enum ('transfer', 'journal_entry', 'reversal', 'hold', 'capture', 'void', 'expiry', 'fx_transfer');
create type layer as enum ('posted', 'pending', 'released');
create type direction as enum ('DEBIT', 'CREDIT');
create type outcome_status as enum ('posted', 'done', 'rejected', 'dead_lettered');

create table fence (
  partition   integer primary key,
  next_offset bigint not null check (next_offset >= 0),
  last_offset bigint,
  last_hash   bytea,
  stopped     text,
  verified    bigint not null default 0
);
comment on table fence is 'Per partition of payment-events: where deciding goes on, and the last record decided. The only row that is updated, and only from the offset that the writer expects.';
comment on column fence.stopped is 'Why the topic is not the one that was decided from, while it is not: the API refuses writes to such a partition.';
comment on column fence.verified is 'How often the topic was found to be the one that was decided from: once for each time that a ledger took the partition.';

create table outcome (
  key_id          uuid primary key,
  book            text not null,
  decision        bigint not null,
  partition       integer not null,
  topic_offset    bigint not null,
  accepted_at     timestamptz not null,
  recorded_at     timestamptz not null,
  type            text,
  rules           integer,
  fingerprint     bytea,
  source          text,
  idempotency_key text,
  actor_type      text,
  actor_id        text,
  request_id      text,
  traceparent     text,
  status          outcome_status not null,
  code            text,
  detail          text,
  pointer         text,
  answer          text,
  entry           bigint,
  hash            bytea not null,
  unique (book, decision),
  unique (partition, topic_offset)
);
comment on table outcome is 'One row per idempotency key: what was asked, by whom, and what was decided. It is the idempotency record, the audit record and the outbox at once.';

create table book (
  id         text primary key,
  decision   bigint not null,
  name       text not null,
  time_zone  text not null,
  created_at timestamptz not null
);

create table closed_period (
  book      text not null,
  period    text not null,
  decision  bigint not null,
  starts_at timestamptz not null,
  ends_at   timestamptz not null,
  closed_at timestamptz not null,
  primary key (book, period)
);
comment on table closed_period is 'A month in which nothing that is recorded later takes effect.';

create table account (
  book        text not null,
  number      integer not null,
  decision    bigint not null,
  -- The order of bytes, whatever the database's own: lists and prefixes follow it.
  name        text collate "C" not null,
  type        account_type not null,
  currency    text not null,
  min_balance bigint,
  max_balance bigint,
  metadata    jsonb not null,
  created_at  timestamptz not null,
  primary key (book, number),
  unique (book, name)
);

create table account_change (
  book        text not null,
  account     integer not null,
  revision    bigint not null check (revision > 0),
  decision    bigint not null,
  status      account_status not null,
  min_balance bigint,
  max_balance bigint,
  metadata    jsonb not null,
  reason      text,
  changed_at  timestamptz not null,
  primary key (book, account, revision)
);
-- The order of decisions, in which reconciliation reads.
create index on account_change (book, decision, account, revision);
comment on table account_change is 'What changes an account without moving money: all that can be changed, as it is from then on. Without a row an account is as it was opened, and active.';

create table journal_entry (
  book          text not null,
  number        bigint not null,
  decision      bigint not null,
  id            uuid not null,
  kind          entry_kind not null,
  recorded_at   timestamptz not null,
  effective_at  timestamptz not null,
  description   text,
  reference     text,
  metadata      jsonb not null,
  posting_count integer not null check (posting_count >= 2),
  reverses      bigint,
  primary key (book, number)
);
-- An entry is undone once.
create unique index on journal_entry (book, reverses) where reverses is not null;

create table posting (
  book            text not null,
  account         integer not null,
  version         bigint not null,
  entry           bigint not null,
  leg             integer not null,
  layer           layer not null,
  direction       direction not null,
  amount          bigint not null check (amount > 0),
  currency        text not null,
  debits_posted   bigint not null check (debits_posted >= 0),
  credits_posted  bigint not null check (credits_posted >= 0),
  debits_pending  bigint not null check (debits_pending >= 0),
  credits_pending bigint not null check (credits_pending >= 0),
  primary key (book, account, version),
  unique (book, entry, leg)
);
comment on column posting.layer is 'posted: money moved; pending: reserved by a hold; released: what was pending is so no longer.';
comment on table posting is 'One leg of an entry, with the account''s version and four totals after it. The newest posting of an account is its balance.';

-- An entry has its last leg, and the trigger on posting sees to it that it has all the others.
alter table journal_entry add constraint journal_entry_has_its_postings
  foreign key (book, number, posting_count) references posting (book, entry, leg) deferrable initially deferred;

create table hold (
  book       text not null,
  entry      bigint not null,
  decision   bigint not null,
  debit      integer not null,
  credit     integer not null,
  amount     bigint not null check (amount > 0),
  currency   text not null,
  expires_at timestamptz,
  primary key (book, entry)
);
-- The order in which those that are due are walked through.
create index on hold (expires_at, book, entry) where expires_at is not null;
comment on table hold is 'What an entry of pending postings reserves, under the number of that entry.';

create table hold_change (
  book     text not null,
  hold     bigint not null,
  revision bigint not null check (revision > 0),
  decision bigint not null,
  entry    bigint not null,
  captured bigint not null check (captured >= 0),
  voided   bigint not null check (voided >= 0),
  expired  bigint not null check (expired >= 0),
  primary key (book, hold, revision),
  unique (book, entry)
);
comment on table hold_change is 'What has become of a hold, all in all, after each entry that settled some of it.';

create table exchange (
  book            text not null,
  entry           bigint not null,
  decision        bigint not null,
  rate            text not null,
  sold            bigint not null check (sold > 0),
  sold_currency   text not null,
  bought          bigint not null check (bought > 0),
  bought_currency text not null check (bought_currency <> sold_currency),
  exact           text not null,
  rounded_off     text not null,
  residue         bigint not null,
  primary key (book, entry)
);
comment on table exchange is 'What a rate made of what an entry sold, in minor units: exact = bought + residue + rounded_off. Decimals are text, as they were given and computed.';

create table dead_letter (
  key_id  uuid primary key,
  key     bytea,
  value   bytea,
  headers jsonb not null
);
comment on table dead_letter is 'The bytes of a record that can never be decided; its outcome says why.';
`;

/** The SQLSTATE of move_fence when the fence is somewhere else; no class of PostgreSQL's own begins with P9. */
export const FENCE_MISSED = 'P9F01';

/** What begins every transaction of the ledger: with it in one statement, the whole transaction needs no answer between. */
const MOVE_FENCE = `
create function move_fence(of_partition integer, expected bigint, next bigint, newest bigint, newest_hash bytea)
returns void language plpgsql as $$
begin
  update fence set next_offset = next, last_offset = newest, last_hash = newest_hash
   where partition = of_partition and next_offset = expected;
  if not found then
    raise exception 'The fence of partition % is no longer at %: someone else decides there', of_partition, expected
      using errcode = '${FENCE_MISSED}';
  end if;
end $$;
`;

/** Owners and superusers are refused too: ENABLE ALWAYS fires even under session_replication_role = replica. */
const APPEND_ONLY = `
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of % is refused: the ledger is append-only', lower(tg_op), tg_table_name
    using errcode = 'insufficient_privilege', hint = 'Correct it by a reversal.';
end $$;

do $$
declare
  append_only text;
begin
  foreach append_only in array array['outcome', 'book', 'closed_period', 'account', 'account_change', 'journal_entry', 'posting', 'hold', 'hold_change', 'exchange', 'dated_total', 'dead_letter'] loop
    -- Statement-level: it also refuses an UPDATE that would match no row, and TRUNCATE knows no other kind.
    execute format('create trigger append_only before update or delete or truncate on %I
                    for each statement execute function refuse_change()', append_only);
    execute format('alter table %I enable always trigger append_only', append_only);
  end loop;
  create trigger fence_stays before delete or truncate on fence for each statement execute function refuse_change();
  alter table fence enable always trigger fence_stays;
end $$;
`;

/**
 * Whoever writes an entry writes all of its postings in one statement: as many as the entry says, its legs counted from 1,
 * and netting to zero in each currency and layer. A later leg would break the count, so nothing can be added to an old entry.
 */
const ZERO_SUM = `
create function refuse_unbalanced_entries() returns trigger language plpgsql as $$
declare
  wrong record;
begin
  select p.book, p.entry into wrong
    from (select book, entry, count(*) as legs, min(leg) as first_leg, max(leg) as last_leg
            from added group by book, entry) p
    left join journal_entry e on e.book = p.book and e.number = p.entry
   where e.posting_count is distinct from p.legs or p.first_leg <> 1 or p.last_leg <> p.legs
   limit 1;
  if found then
    raise exception 'entry % of book % does not have the postings that it says', wrong.entry, wrong.book
      using errcode = 'check_violation';
  end if;
  select book, entry into wrong
    from added group by book, entry, currency, layer
  having sum(case direction when 'DEBIT' then amount else -amount end) <> 0
   limit 1;
  if found then
    raise exception 'entry % of book % does not net to zero', wrong.entry, wrong.book using errcode = 'check_violation';
  end if;
  return null;
end $$;

create trigger zero_sum after insert on posting referencing new table as added
  for each statement execute function refuse_unbalanced_entries();
alter table posting enable always trigger zero_sum;
`;

const GRANTS = `
grant select, insert on outcome, book, closed_period, account, account_change, journal_entry, posting, hold, hold_change, exchange, dated_total, dead_letter to pacioli_ledger;
grant select, insert, update on fence to pacioli_ledger;
grant select on fence, outcome, book, closed_period, account, account_change, journal_entry, posting, hold, hold_change, exchange, dated_total, dead_letter to pacioli_api, pacioli_reconciler;
`;
