import { Random } from '../random';
import type { Fault } from './fault';
import { planOf } from './plan';

const fault = (name: string, seconds: number): Fault => ({ name, seconds, happen: async () => true });
const FAULTS = [fault('a', 1), fault('b', 2), fault('c', 4)];
const namesOf = (seconds: number, seed: number): string[] =>
  planOf(FAULTS, { seconds, between: 1 }, new Random(seed)).map((planned) => planned.fault.name);

describe('A plan of faults', () => {
  it('is the same for the same seed, whatever happens meanwhile, and another for another', () => {
    expect(namesOf(60, 1)).toEqual(namesOf(60, 1));
    expect(namesOf(60, 1)).not.toEqual(namesOf(60, 2));
  });

  it('fits its seconds', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const plan = planOf(FAULTS, { seconds: 30, between: 1 }, new Random(seed));
      const took = plan.reduce((sum, one) => sum + one.afterMs / 1000 + one.fault.seconds, 0);
      expect(took).toBeGreaterThan(30 - 4 - 1.1);
      expect(took).toBeLessThanOrEqual(30);
    }
  });

  it('makes every fault once before any a second time', () => {
    for (let seed = 0; seed < 50; seed += 1)
      expect(namesOf(30, seed).slice(0, 3).sort()).toEqual(['a', 'b', 'c']);
  });

  it('holds one fault at least', () => {
    expect(planOf([fault('long', 100)], { seconds: 1, between: 1 }, new Random(1))).toHaveLength(1);
  });
});
