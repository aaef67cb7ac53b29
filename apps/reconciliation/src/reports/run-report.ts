import { hash } from 'node:crypto';
import type { ReconciliationRun, ReportStatus } from '@pacioli/contracts/reconciliation-report';
import type { BadStatement } from '@pacioli/ledger-db/bad-statements';
import type { ForcedMatch } from '@pacioli/ledger-db/forced-matches';
import type { AgingRow, OpenBreakRow, SourceOfBreaks } from '@pacioli/ledger-db/open-breaks';
import canonicalize from 'canonicalize';

/** Up to where a book is proven: what a later report of it must go on from. */
export interface BookEnd {
  readonly book: string;
  /** The last proven decision; 0 where none is. */
  readonly decision: string;
  /** SHA-256 of it and of all before it, in hexadecimal. Null where no decision is proven. */
  readonly hash: string | null;
}

/** Up to where a partition was matched with the ledger, and the last record there. */
export interface PartitionEnd {
  readonly partition: number;
  readonly from: string;
  /** The offset behind the last one that was looked at. */
  readonly to: string;
  readonly last: { readonly offset: string; readonly hash: string } | null;
  readonly status: ReportStatus;
}

/** The runs of one day, in UTC. */
export interface Day {
  readonly day: string;
  readonly runs: number;
  readonly failed_runs: number;
  /** As many problems as the run of this day found that found most. */
  readonly most_problems: number;
  readonly longest_ms: number;
}

/** What was open of outside statements when the run was stored, which is before the matching that follows it. */
export interface RunBreaks {
  readonly sources: readonly SourceOfBreaks[];
  readonly aging: readonly AgingRow[];
  /** The oldest of each book, oldest first. */
  readonly oldest: readonly OpenBreakRow[];
  /** The newest of each source. */
  readonly bad_statements: readonly BadStatement[];
  /** The newest of each book. */
  readonly forced: readonly ForcedMatch[];
}

/** All that the report of a run says, as the database holds it: made again it is the same. */
export interface RunReport {
  readonly format: 'pacioli-reconciliation-report-2';
  readonly run: ReconciliationRun;
  /** When the first and the last of the decisions were recorded that the run follows from and goes up to. */
  readonly recorded_from: string | null;
  readonly recorded_until: string | null;
  readonly books: readonly BookEnd[];
  readonly partitions: readonly PartitionEnd[];
  /** The last thirty days up to the run and with it, oldest first. */
  readonly days: readonly Day[];
  /** Of runs of an earlier release nothing is known of it. */
  readonly breaks?: RunBreaks;
}

/** The report as canonical JSON (RFC 8785), and its SHA-256 in hexadecimal: what two copies of a report are compared by. */
export function dataOf(report: RunReport): { readonly json: string; readonly digest: string } {
  const json = canonicalize(report)!;
  return { json, digest: hash('sha256', json) };
}

export const isPartition = (book: string): boolean => book.startsWith('~');

/** How much the run looked at. */
export function lookedAt({
  run: { reports },
}: RunReport): Record<'decisions' | 'postings' | 'records', bigint> {
  const sumOf = (check: string) =>
    reports
      .flatMap(({ checks }) => checks)
      .reduce((sum, { name, checked }) => (name === check ? sum + BigInt(checked) : sum), 0n);
  const decisions = reports
    .filter(({ book }) => !isPartition(book))
    .map(({ first_decision, last_decision }) => decisionsBetween(first_decision, last_decision))
    .reduce((sum, count) => sum + count, 0n);
  return { decisions, postings: sumOf('account_versions'), records: sumOf('topic_against_ledger') };
}

function decisionsBetween(first: string | null, last: string | null): bigint {
  if (first === null || last === null) return 0n;
  const count = BigInt(last) - BigInt(first) + 1n;
  return count > 0n ? count : 0n;
}
