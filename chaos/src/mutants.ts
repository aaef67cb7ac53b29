/**
 * Bugs that are planted one at a time, to see that the checker finds them. What is done in the services is in
 * preload/plant.ts; what the database has to forget for it is here.
 */
export const MUTANTS = {
  'dedupe index dropped': {
    faults: 'crash P5,crash L5,kill ledger-service,kill payment-api',
    sql: ['alter table outcome drop constraint outcome_pkey'],
  },
  'offset committed before the database': { faults: 'crash L2,crash L4,crash L3', sql: [] },
  'fence not checked': {
    faults: 'zombie L1',
    sql: [
      `create or replace function move_fence(of_partition integer, expected bigint, next bigint, newest bigint, newest_hash bytea)
       returns void language sql as $$
         update fence set next_offset = next, last_offset = newest, last_hash = newest_hash where partition = of_partition $$`,
      // What else would refuse a zombie.
      'alter table outcome drop constraint outcome_pkey, drop constraint outcome_book_decision_key, drop constraint outcome_partition_topic_offset_key',
      'alter table posting drop constraint posting_pkey',
      'alter table journal_entry drop constraint journal_entry_pkey',
    ],
  },
  'producer reused after an error': { faults: 'cut api-kafka,cut ledger-kafka', sql: [] },
  'stock abort filter': { faults: 'crash P2,crash P3,kill payment-api', sql: [] },
  'outcome not republished': { faults: 'crash L6,crash L7a,kill ledger-service', sql: [] },
} as const;
export type MutantName = keyof typeof MUTANTS;

export const isMutant = (name: string): name is MutantName => Object.hasOwn(MUTANTS, name);
