import { ForeignPartitions } from './foreign-partitions';

const at = (offset: bigint) => [{ partition: 1, offset }];
const fence = (verified: bigint, rest: { nextOffset?: bigint; isStopped?: boolean } = {}) => ({
  ...{ partition: 1, nextOffset: 0n, isStopped: false, verified },
  ...rest,
});
const fences = (nextOffset: bigint) => new Map([[1, fence(0n, { nextOffset })]]);

describe('A foreign partition', () => {
  it('is one in which a record stands before the fence, or before what was accepted', () => {
    const among = (offset: bigint, end: bigint, next: bigint) =>
      ForeignPartitions.among(at(offset), new Map([[1, end]]), fences(next));
    expect(among(7n, 7n, 7n)).toEqual(new Map());
    expect(among(6n, 0n, 7n)).toEqual(new Map([[1, { lost: false }]]));
    expect(among(6n, 7n, 0n)).toEqual(new Map([[1, { lost: true }]]));
    expect(among(6n, 7n, 7n)).toEqual(new Map([[1, { lost: false }]]));
    expect(ForeignPartitions.among(at(6n), new Map(), new Map())).toEqual(new Map());
  });

  it('is given back when the ledger has compared the topic since, where it can tell', () => {
    const partitions = new ForeignPartitions();
    partitions.add(1, { lost: false }, fence(3n));
    expect(partitions.isForeign(1, fence(3n))).toBe(true);
    expect(partitions.isForeign(1, undefined)).toBe(true);
    expect(partitions.isForeign(1, fence(4n))).toBe(false);
    expect(partitions.isForeign(1, fence(4n))).toBe(false);
  });

  it('is not given back by a comparison of which nobody knows whether it was made before', () => {
    const partitions = new ForeignPartitions();
    partitions.add(1, { lost: false }, undefined);
    expect(partitions.isForeign(1, fence(4n))).toBe(true);
    expect(partitions.isForeign(1, fence(5n))).toBe(false);
  });

  it('is not given back by the ledger where it has not decided what was lost, unless it was seen stopped', () => {
    const partitions = new ForeignPartitions();
    partitions.add(1, { lost: true }, fence(3n));
    expect(partitions.isForeign(1, fence(9n))).toBe(true);
    expect(partitions.isForeign(1, fence(9n, { isStopped: true }))).toBe(true);
    expect(partitions.isForeign(1, fence(9n))).toBe(true);
    expect(partitions.isForeign(1, fence(10n))).toBe(false);
  });

  it('does not become harder to give back when less is known of it later', () => {
    const partitions = new ForeignPartitions();
    partitions.add(1, { lost: false }, fence(3n));
    partitions.add(1, { lost: true }, fence(3n));
    expect(partitions.isForeign(1, fence(4n))).toBe(false);
  });

  it('starts anew with what was accepted, once the ledger was stopped there: the topic may be restored without it', () => {
    const partitions = new ForeignPartitions();
    partitions.accept({ partition: 1, offset: 6n });
    partitions.accept({ partition: 1, offset: 5n });
    expect(partitions.ends).toEqual(new Map([[1, 7n]]));
    partitions.isForeign(1, fence(3n));
    expect(partitions.ends).toEqual(new Map([[1, 7n]]));
    partitions.isForeign(1, fence(3n, { isStopped: true }));
    expect(partitions.ends).toEqual(new Map());
  });
});
