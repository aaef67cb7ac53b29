import type { Invariant } from './checker/invariants';

export interface Mutant {
  /**
   * One of these must be found broken: that a run did not come to rest, say, would find any bug. Nothing at all must be where
   * there is none: what is planted is no bug then, and a control of the others.
   */
  readonly breaks: readonly Invariant[];
  /** Under which it shows. */
  readonly faults: string;
  /** For how long at least, where chance needs more of it. */
  readonly seconds?: number;
  readonly sql: readonly string[];
}

/**
 * Bugs that are planted one at a time, to see that the checker finds them. What is done in the services is in
 * preload/plant.ts; what the database has to forget for it is here.
 */
export const MUTANTS = {
  'dedupe index dropped': {
    breaks: ['I3'],
    faults: 'crash P5,crash L5,kill ledger-service,kill payment-api',
    sql: ['alter table outcome drop constraint outcome_pkey'],
  },
  'offset committed before the database': {
    breaks: ['I4'],
    faults: 'crash L2,crash L4,crash L3',
    sql: [],
  },
  'fence not checked': {
    breaks: ['I3', 'I6', 'I10'],
    faults: 'zombie L3,zombie L4',
    seconds: 30,
    sql: [
      `create or replace function move_fence(of_partition integer, expected bigint, next bigint, newest bigint, newest_hash bytea)
       returns void language sql as $$
         update fence set next_offset = next, last_offset = newest, last_hash = newest_hash where partition = of_partition $$`,
      // What else would refuse a zombie.
      'alter table outcome drop constraint outcome_pkey, drop constraint outcome_book_decision_key, drop constraint outcome_partition_topic_offset_key',
      'alter table journal_entry drop constraint journal_entry_pkey, drop constraint journal_entry_has_its_postings',
      'alter table posting drop constraint posting_pkey, drop constraint posting_book_entry_leg_key',
      'alter table account_change drop constraint account_change_pkey',
      'alter table hold drop constraint hold_pkey',
      'alter table hold_change drop constraint hold_change_pkey, drop constraint hold_change_book_entry_key',
      'drop index journal_entry_book_reverses_idx',
    ],
  },
  // What the two after it need, without their bugs.
  'answers lost, no bug': { breaks: [], faults: 'reset api-kafka', sql: [] },
  'producer reused after an error': { breaks: ['I4'], faults: 'reset api-kafka', sql: [] },
  'lost commit told as nothing recorded': { breaks: ['I5'], faults: 'reset api-kafka', sql: [] },
  // Two lanes have to die with records sent to the same partition, which is a matter of chance.
  'stock abort filter': { breaks: ['I4', 'I10'], faults: 'crash P3,kill payment-api', seconds: 60, sql: [] },
  'torn answer kept': { breaks: ['I4'], faults: 'tear ledger-kafka', sql: [] },
  'outcome not republished': { breaks: ['I4'], faults: 'crash L6,crash L7a,kill ledger-service', sql: [] },
} as const satisfies Record<string, Mutant>;
export type MutantName = keyof typeof MUTANTS;

export const isMutant = (name: string): name is MutantName => Object.hasOwn(MUTANTS, name);
