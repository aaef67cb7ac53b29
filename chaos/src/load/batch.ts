import { holdIdOf, journalEntryIdOf, type KeyId } from '@pacioli/contracts/operation-id';
import type { Random } from '../random';
import { HOT, UNCAPPED, UNKNOWN } from './accounts';
import { exchange } from './exchanges';
import { expiresSoon } from './holds';
import { amountOf, between, cardPayment, TOO_MUCH } from './movements';

/** Operations that settle and undo what others before them made; in some there is one because of which nothing of it is done. */
export function batchOperations(
  random: Random,
  keyId: KeyId,
  fewest: number,
  most: number,
): { type: string }[] {
  const count = fewest + random.below(most - fewest + 1);
  const refused = random.chance(0.3) ? random.below(count) : undefined;
  // With more of them one would be suspended more often than not.
  const merchants = random.shuffled(UNCAPPED).slice(0, 2);
  const holds: string[] = [];
  const entries: string[] = [];
  return Array.from({ length: count }, (_, at) => {
    if (at === refused) return refusedOperation(random);
    const draw = random.below(10);
    if (draw < 2) {
      holds.push(holdIdOf(journalEntryIdOf(keyId, at)));
      const soon = random.chance(0.3) && expiresSoon();
      return { type: 'hold', ...between(HOT, random.pick(merchants), 1_000 + amountOf(random)), ...soon };
    }
    if (draw < 4 && holds.length > 0)
      return { type: 'capture', hold: random.pick(holds), amount: String(1 + random.below(100)) };
    if (draw === 4 && holds.length > 0) return { type: 'void', hold: holds.pop()! };
    if (draw === 5 && entries.length > 0) return { type: 'reversal', journal_entry: entries.pop()! };
    entries.push(journalEntryIdOf(keyId, at));
    if (draw === 6) return { type: 'journal_entry', ...cardPayment(random, merchants) };
    if (draw === 7) return { type: 'fx_transfer', ...exchange(random) };
    return { type: 'transfer', ...between(HOT, random.pick(merchants), amountOf(random)) };
  });
}

const refusedOperation = (random: Random): { type: string } =>
  random.pick([
    { type: 'transfer', ...between(random.pick(UNCAPPED), HOT, TOO_MUCH) },
    { type: 'transfer', ...between(HOT, UNKNOWN, 1) },
    { type: 'fx_transfer', ...exchange(random), bought: '1' },
    {
      ...{ type: 'hold', ...between(HOT, UNCAPPED[0]!, 1) },
      conditions: [
        { account: HOT, balance: 'available', op: 'gte', amount: `-${TOO_MUCH}0` },
        { account: UNCAPPED[0]!, balance: 'available', op: 'lte', amount: '-1' },
      ],
    },
  ]);
