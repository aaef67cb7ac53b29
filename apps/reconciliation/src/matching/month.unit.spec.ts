import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { matchStatement } from './matching';
import { MONTH_SETTINGS as SETTINGS, monthOf, type Shape } from './month.testing';
import { scoreOf } from './score.testing';

// Without it the heap at the start would be whatever was left to collect.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Matches a month, says how well, and answers what there was wrong with it. */
function matched(seed: number, shape: Shape) {
  const month = monthOf(seed, shape);
  const input = { items: month.items, lines: month.lines, settings: SETTINGS, asOf: month.lastDay };
  collectGarbage();
  const [heap, began] = [process.memoryUsage().heapUsed, process.cpuUsage()];
  const outcome = matchStatement(input);
  // What the processor spent on it: a clock would measure whatever else runs on the machine, too.
  const { user, system } = process.cpuUsage(began);
  const seconds = (user + system) / 1e6;
  const megabytes = (process.memoryUsage().heapUsed - heap) / 1e6;
  const score = scoreOf(month, outcome);
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  process.stdout.write(
    `${month.lines.length} lines numbered ${shape.numbering}, prices ${shape.prices}, seed ${seed}: ` +
      `precision ${percent(score.precision)}, recall ${percent(score.recall)}, ` +
      `${seconds.toFixed(1)} s of processor, ${megabytes.toFixed(0)} MB\n`,
  );
  return { ...score, lines: month.lines.length, seconds, megabytes };
}

describe('The month of a merchant', () => {
  it('of 100,000 lines is matched with no match that is not true, and nearly all that are', () => {
    const shape: Shape = { payments: 104_000, numbering: 'at random', prices: 'catalogue' };
    const { wrong, recall, lines, seconds, megabytes } = matched(1, shape);
    expect(lines).toBeGreaterThanOrEqual(100_000);
    expect(wrong).toEqual([]);
    expect(recall).toBeGreaterThanOrEqual(0.995);
    expect(seconds).toBeLessThan(30);
    expect(megabytes).toBeLessThan(500);
  }, 300_000);

  it.each([
    [11, 'at random', 'catalogue'],
    [12, 'at random', 'catalogue'],
    [13, 'at random', 'all the same'],
    [14, 'at random', 'all the same'],
    [15, 'counted up', 'catalogue'],
    [16, 'counted up', 'catalogue'],
    [17, 'counted up', 'all the same'],
    [18, 'counted up', 'all the same'],
    [19, 'counted up', 'all the same'],
  ] as const)(
    'of seed %i, with orders numbered %s and prices %s, has no match that is not true',
    (seed, numbering, prices) => {
      const { wrong, recall } = matched(seed, { payments: 10_000, numbering, prices });
      expect(wrong).toEqual([]);
      // Where all is alike, some can not be told apart: these are left to people.
      expect(recall).toBeGreaterThan(0.98);
    },
  );
});
