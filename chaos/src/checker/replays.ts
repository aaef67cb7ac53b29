import type { Installation } from '../installation';

/** What the product's own replay finds otherwise than in the ledger: the first is killed, and goes on at another batch size. */
export async function differencesOfReplays(installation: Installation): Promise<string[]> {
  await installation.replay('replayed_1', 1, 1_500);
  const found: string[] = [];
  for (const [at, batch] of [7, 17, 1_000].entries()) {
    const { code, output } = await installation.replay(`replayed_${at + 1}`, batch);
    if (code !== 0) found.push(`replayed ${batch} at once: ${output.trim().replaceAll('\n', '; ')}`);
  }
  return found;
}
