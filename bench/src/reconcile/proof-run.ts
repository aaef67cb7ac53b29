import { spawn } from 'node:child_process';
import type { ReconciliationRun, RunScope } from '@pacioli/contracts/reconciliation-report';
import { inheritedEnvironment, repository } from '@pacioli/stack/config';
import { peakMemoryMb } from '../process-usage';

const LOOK_EVERY_MS = 100;

/** Runs a proof in a process of its own and says how long it took and how much memory. Throws when it finds a problem. */
export async function proofRun(
  program: string,
  env: Record<string, string>,
  scope: RunScope,
): Promise<{ seconds: number; peakMb: number }> {
  const child = spawn(process.execPath, [program, `--${scope}`, '--json'], {
    cwd: repository,
    env: { ...inheritedEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let peakMb = 0;
  child.stdout.on('data', (text: Buffer) => (output += text.toString('utf8')));
  const looked = setInterval(() => (peakMb = peakOf(child.pid!) ?? peakMb), LOOK_EVERY_MS);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(looked);
  if (code !== 0) throw new Error(`A ${scope} run ended with ${String(code)}: ${output.slice(0, 2_000)}`);
  const run = JSON.parse(output) as ReconciliationRun;
  if (run.scope !== scope) throw new Error(`A ${run.scope} run was made instead of a ${scope} one`);
  return { seconds: (Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1_000, peakMb };
}

/** Undefined once the process has ended. */
function peakOf(pid: number): number | undefined {
  try {
    return peakMemoryMb(pid);
  } catch {
    return undefined;
  }
}
