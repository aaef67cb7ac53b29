import { readReconcileOptions } from './options';

describe('The options of bench:reconcile', () => {
  it('measures ledgers of both shapes unless told otherwise', () => {
    expect(readReconcileOptions([])).toEqual({
      ...{ singles: [100_000, 400_000], batches: [100_000, 1_000_000], underLoad: 0 },
    });
    expect(readReconcileOptions(['--singles', '20,30', '--batches', '0', '--under-load', '10'])).toEqual({
      singles: [20, 30],
      batches: [],
      underLoad: 10,
    });
  });

  it.each(['2,1', '1,1', 'x', '1.5', ''])('refuses %j and says what there is', (sizes) => {
    expect(() => readReconcileOptions([`--batches=${sizes}`])).toThrow(
      /--batches .*\nnpm run bench:reconcile/,
    );
  });

  it.each(['x', '-1', '1.5', ''])('refuses %j runs under load', (runs) => {
    expect(() => readReconcileOptions([`--under-load=${runs}`])).toThrow(/--under-load must/);
  });

  it('refuses what it does not know', () => {
    expect(() => readReconcileOptions(['--sizes', '1'])).toThrow(/npm run bench:reconcile/);
  });
});
