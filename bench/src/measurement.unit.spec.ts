import { assertCounted, type Measurement, medianOf } from './measurement';
import { perProcess } from './meter';

const run = (perSecond: number, refused: number, kafkaMicros: number | null): Measurement => ({
  ...{ acceptedPerSecond: perSecond, postedPerSecond: perSecond, p50Ms: 1, p99Ms: 2, refused },
  cpuMicros: perProcess((name) => (name === 'kafka' ? kafkaMicros : 10)),
  memoryMb: perProcess(() => 1),
  othersShare: null,
});

describe('the count of payments after a run', () => {
  it.each([
    ['all that was accepted, and nothing else', 100, 100, 0],
    ['some of what was refused', 103, 100, 5],
  ])('is right when the ledger holds %s', (_, posted, answered, refused) => {
    expect(() => assertCounted('product', posted, answered, refused)).not.toThrow();
  });

  it.each([
    ['lost a payment', 99, 100, 0],
    ['lost one while others were refused', 99, 100, 5],
    ['holds one twice', 101, 100, 0],
  ])('is wrong when the ledger %s', (_, posted, answered, refused) => {
    expect(() => assertCounted('product', posted, answered, refused)).toThrow(/its ledger holds/);
  });
});

describe('the median of several runs', () => {
  it('is taken of each figure, while refusals add up', () => {
    const result = medianOf([run(300, 1, 7), run(100, 2, 9), run(200, 0, 8)]);
    expect(result).toMatchObject({ acceptedPerSecond: 200, refused: 3, cpuMicros: { api: 10, kafka: 8 } });
  });

  it('stays unknown where no run knows a figure', () => {
    const result = medianOf([run(300, 0, null), run(100, 0, null)]);
    expect(result.cpuMicros.kafka).toBeNull();
    expect(result.othersShare).toBeNull();
  });
});
