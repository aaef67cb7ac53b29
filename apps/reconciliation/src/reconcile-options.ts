import { parseArgs } from 'node:util';
import type { RunScope } from '@pacioli/contracts/reconciliation-report';

/** What the command was asked for. */
export interface ReconcileOptions {
  /** A run to make, of everything or of what is new; or the id of a stored one, to be shown again. */
  readonly of: { readonly scope: RunScope } | { readonly stored: string };
  readonly json: boolean;
  /** Files to write the report to. */
  readonly html: string | undefined;
  readonly csv: string | undefined;
}

/** Throws what is wrong with the arguments. */
export function readOptions(args: readonly string[]): ReconcileOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      full: { type: 'boolean', default: false },
      incremental: { type: 'boolean', default: false },
      report: { type: 'string' },
      json: { type: 'boolean', default: false },
      html: { type: 'string' },
      csv: { type: 'string' },
    },
  });
  const { full, incremental, report, json, html, csv } = values;
  if (Number(full) + Number(incremental) + Number(report !== undefined) > 1)
    throw new Error('A run is either --full or --incremental, or it is the stored one that --report names.');
  const of =
    report === undefined ? ({ scope: incremental ? 'incremental' : 'full' } as const) : { stored: report };
  return { of, json, html, csv };
}
