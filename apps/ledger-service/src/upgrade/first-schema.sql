-- The schema of the first release, word for word, to make a ledger that is upgraded. It never changes.
-- It goes into the schema that the search_path names.

create type account_type as enum ('asset', 'liability', 'equity', 'income', 'expense');
create type entry_kind as enum ('transfer', 'journal_entry');
create type layer as enum ('posted', 'pending');
create type direction as enum ('DEBIT', 'CREDIT');
create type outcome_status as enum ('posted', 'done', 'rejected', 'dead_lettered');

create table fence (
  partition   integer primary key,
  next_offset bigint not null check (next_offset >= 0),
  last_offset bigint,
  last_hash   bytea
);
comment on table fence is 'Per partition of payment-events: where deciding goes on, and the last record decided. The only row that is updated, and only from the offset that the writer expects.';

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
  primary key (book, number)
);

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
comment on table posting is 'One leg of an entry, with the account''s version and four totals after it. The newest posting of an account is its balance.';

-- An entry has its last leg, and the trigger on posting sees to it that it has all the others.
alter table journal_entry add constraint journal_entry_has_its_postings
  foreign key (book, number, posting_count) references posting (book, entry, leg) deferrable initially deferred;

create table dead_letter (
  key_id  uuid primary key,
  key     bytea,
  value   bytea,
  headers jsonb not null
);
comment on table dead_letter is 'The bytes of a record that can never be decided; its outcome says why.';

create function move_fence(of_partition integer, expected bigint, next bigint, newest bigint, newest_hash bytea)
returns void language plpgsql as $$
begin
  update fence set next_offset = next, last_offset = newest, last_hash = newest_hash
   where partition = of_partition and next_offset = expected;
  if not found then
    raise exception 'The fence of partition % is no longer at %: someone else decides there', of_partition, expected
      using errcode = 'P9F01';
  end if;
end $$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of % is refused: the ledger is append-only', lower(tg_op), tg_table_name
    using errcode = 'insufficient_privilege', hint = 'Correct it by a reversal.';
end $$;

do $$
declare
  append_only text;
begin
  foreach append_only in array array['outcome', 'book', 'account', 'journal_entry', 'posting', 'dead_letter'] loop
    -- Statement-level: it also refuses an UPDATE that would match no row, and TRUNCATE knows no other kind.
    execute format('create trigger append_only before update or delete or truncate on %I
                    for each statement execute function refuse_change()', append_only);
    execute format('alter table %I enable always trigger append_only', append_only);
  end loop;
  create trigger fence_stays before delete or truncate on fence for each statement execute function refuse_change();
  alter table fence enable always trigger fence_stays;
end $$;

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

grant select, insert on outcome, book, account, journal_entry, posting, dead_letter to pacioli_ledger;
grant select, insert, update on fence to pacioli_ledger;
grant select on fence, outcome, book, account, journal_entry, posting, dead_letter to pacioli_api, pacioli_reconciler;

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

alter table fence add column stopped text;
comment on column fence.stopped is 'Why the topic is not the one that was decided from, while it is not: the API refuses writes to such a partition.';

alter table fence add column if not exists verified bigint not null default 0;
comment on column fence.verified is 'How often the topic was found to be the one that was decided from: once for each time that a ledger took the partition.';

-- Which migrations had made it; TypeORM keeps them so.
create table migrations (
  id        serial primary key,
  timestamp bigint not null,
  name      varchar not null
);
insert into migrations (timestamp, name) values
  (1760000000000, 'LedgerSchema1760000000000'),
  (1760000000001, 'ReconciliationSchema1760000000001'),
  (1760000000002, 'StoppedPartitionsSchema1760000000002'),
  (1760000000003, 'VerifiedPartitionsSchema1760000000003');
