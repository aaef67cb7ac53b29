import type { RunScope } from '@pacioli/contracts/reconciliation-report';
import { type Column, renderTable } from '@pacioli/service/terminal-table';
import type { Terminal } from '@pacioli/stack/terminal';
import type { Books } from '../books';
import { postBatches } from '../growth/batches';
import type { Product } from '../product';

/** Small enough that something is decided and published at every moment of a run. */
const TRANSFERS_AT_ONCE = 10;
const TRANSFERS_IN_A_ROW = 400;

interface ProofUnderLoad {
  readonly scope: RunScope;
  readonly seconds: number;
  /** How many transfers were posted meanwhile. */
  readonly posted: number;
}

/**
 * Proves a ledger again and again while payments go on, everything and what is new in turn. Throws when a run finds anything:
 * nothing is wrong, so it would be a false alarm.
 */
export async function proveUnderLoad(
  product: Product,
  books: Books,
  runs: number,
  terminal: Terminal,
): Promise<ProofUnderLoad[]> {
  const system = await product.start();
  let [posted, isOver] = [0, false];
  const load = (async () => {
    while (!isOver)
      await postBatches(system.port, books, TRANSFERS_IN_A_ROW, TRANSFERS_AT_ONCE, (transfers) => {
        posted += transfers;
      });
  })();
  const proofs: ProofUnderLoad[] = [];
  const prove = async () => {
    for (let run = 1; run <= runs; run += 1)
      for (const scope of ['full', 'incremental'] as const) {
        const before = posted;
        const title = `Proving under load, ${scope} run ${run} of ${runs}`;
        const { seconds } = await terminal.step(title, () => product.prove(scope));
        proofs.push({ scope, seconds, posted: posted - before });
      }
  };
  try {
    // A payment that is refused ends the measurement, too: a ledger at rest is no load.
    await Promise.race([prove(), load]);
  } finally {
    isOver = true;
    await load;
  }
  await system.api.stop();
  await system.ledger.stop();
  return proofs;
}

const right = (title: string): Column => ({ title, align: 'right' });
const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');

/** Of runs that found nothing, since any other ends the measurement. */
export const underLoadTable = (proofs: readonly ProofUnderLoad[]): string =>
  renderTable(
    [
      { title: 'without an alarm', align: 'left' },
      ...['runs', 'seconds each', 'transfers posted meanwhile'].map(right),
    ],
    (['full', 'incremental'] as const).map((scope) => {
      const own = proofs.filter((proof) => proof.scope === scope);
      const seconds = own.map((proof) => proof.seconds);
      const range = `${Math.min(...seconds).toFixed(1)} to ${Math.max(...seconds).toFixed(1)}`;
      return [scope, whole(own.length), range, whole(own.reduce((sum, { posted }) => sum + posted, 0))];
    }),
  );
