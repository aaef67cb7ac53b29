/** The barest ledger: two entries a payment that net to zero, a key against duplicates, and how far each partition is. */
export const floorSchema = `
create table entry (
  payment  uuid not null,
  leg      smallint not null,
  book     text not null,
  account  text not null,
  amount   bigint not null,
  currency text not null,
  primary key (payment, leg)
);

create table progress (
  partition   integer primary key,
  next_offset bigint not null,
  payments    bigint not null
);

create function refuse_unbalanced() returns trigger language plpgsql as $$
begin
  if exists (select from added group by payment having sum(amount) <> 0) then
    raise exception 'a payment does not net to zero';
  end if;
  return null;
end $$;

create trigger zero_sum after insert on entry referencing new table as added
  for each statement execute function refuse_unbalanced();
`;

/** One statement posts a whole batch, in one round trip. */
export const postBatch = `
with posted as (
  insert into entry (payment, leg, book, account, amount, currency)
  select id, leg, book, case leg when 1 then debit else credit end, case leg when 1 then amount else -amount end, currency
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[])
           as payment (id, book, debit, credit, amount, currency),
         (values (1), (2)) as legs (leg)
  on conflict do nothing
)
insert into progress values ($7, $8, $9)
on conflict (partition) do update
  set next_offset = excluded.next_offset, payments = progress.payments + excluded.payments`;

/** Which of these payments are posted. */
export const postedAmong = `select payment from entry where payment = any($1::uuid[]) and leg = 1`;

export const outcomesChannel = 'floor_outcomes';
