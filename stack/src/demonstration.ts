import type { TrialBalance } from '@pacioli/contracts/trial-balance';
import { read } from './payment-client';
import { reconcile } from './reconcile';
import { RunningStack } from './running-stack';
import { runSampleDay, sampleBook } from './sample-day';
import { Terminal } from './terminal';
import { renderTrialBalance } from './trial-balance-table';

/** Shows a stack at work: sends a sample day through it, prints the trial balance, and reconciles. */
export async function demonstrate(stack: RunningStack, terminal: Terminal): Promise<void> {
  const api = stack.urls['payment-api'];
  const outcomes = await terminal.step('A day of a small merchant', () => runSampleDay(api));
  terminal.say(`\n${outcomes}\n`);
  const balance = await read<TrialBalance>(api, `/v1/books/${sampleBook.id}/trial-balance`);
  terminal.say(`${renderTrialBalance(balance)}\n`);
  const code = await reconcile(stack, []);
  if (code !== 0)
    terminal.say(`The reconciliation found the ledger wrong, or could not run (exit code ${code})`);
}
