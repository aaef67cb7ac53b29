import { parseArgs } from 'node:util';
import type { RunScope } from '@pacioli/contracts/reconciliation-report';

export const USAGE = `npm run reconcile -- [--full | --incremental | --report <run>] [--html <file>] [--csv <file>] [--json]
  --full         proves everything, which it does unless one of the next is given
  --incremental  proves what came since the newest run, and what was wrong then
  --report       shows a stored run again, by its id
  --html         writes the report as one page to a file that is not there yet
  --csv          writes it as tables, beside this file one each of problems, breaks and aging
  --json         prints the run as JSON instead of tables
  --help         this`;

/** What the command was asked for. */
export interface ReconcileOptions {
  /** A run to make, of everything or of what is new; or the id of a stored one, to be shown again. */
  readonly of: { readonly scope: RunScope } | { readonly stored: string };
  readonly json: boolean;
  /** Files to write the report to. */
  readonly html: string | undefined;
  readonly csv: string | undefined;
}

/** Null where it was asked what they are. Throws what is wrong with the arguments. */
export function readOptions(args: readonly string[]): ReconcileOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      full: { type: 'boolean', default: false },
      incremental: { type: 'boolean', default: false },
      report: { type: 'string' },
      json: { type: 'boolean', default: false },
      html: { type: 'string' },
      csv: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { full, incremental, report, json, html, csv, help } = values;
  if (help) return null;
  if (Number(full) + Number(incremental) + Number(report !== undefined) > 1)
    throw new Error('A run is either --full or --incremental, or it is the stored one that --report names.');
  const of =
    report === undefined ? ({ scope: incremental ? 'incremental' : 'full' } as const) : { stored: report };
  return { of, json, html, csv };
}
