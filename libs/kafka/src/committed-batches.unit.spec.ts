import { committedBatches } from './committed-batches';

const PRODUCERS = ['-', 'a', 'b', 'c'];
const producer = (name: string) => BigInt(PRODUCERS.indexOf(name));

/** `a` a batch of producer a in a transaction, `-` one outside any, `!a` its abort marker, `+a` its commit marker. */
const log = (text: string) =>
  text.split(' ').map((token, index) => ({
    lastOffset: BigInt(index),
    producerId: producer(token.replace(/[!+]/, '')),
    inTransaction: token !== '-',
    marker: token.startsWith('!')
      ? ('abort' as const)
      : token.startsWith('+')
        ? ('commit' as const)
        : undefined,
  }));
const aborted = (name: string, firstOffset: bigint) => ({ producerId: producer(name), firstOffset });
const offsets = (batches: { lastOffset: bigint }[]) => batches.map(({ lastOffset }) => Number(lastOffset));

describe('committedBatches', () => {
  it('passes everything but markers when nothing was aborted', () => {
    expect(offsets(committedBatches(log('a - b +a +b'), []))).toEqual([0, 1, 2]);
  });

  it('enters transactions in the order of their first records, whatever order they are listed in', () => {
    // b ends first, so the broker lists it first.
    const list = [aborted('b', 1n), aborted('a', 0n)];
    expect(offsets(committedBatches(log('a b a !b a !a c +c'), list))).toEqual([6]);
  });

  it('enters several transactions at once where reading begins inside them', () => {
    const list = [aborted('b', -5n), aborted('a', -9n)];
    expect(offsets(committedBatches(log('b a !b !a a'), list))).toEqual([4]);
  });

  it('passes what a producer commits after it has aborted', () => {
    expect(offsets(committedBatches(log('a !a a +a a !a'), [aborted('a', 0n), aborted('a', 4n)]))).toEqual([
      2,
    ]);
  });

  it('passes what is outside any transaction, even of a producer that aborts', () => {
    const batches = log('a a !a');
    batches[1] = { ...batches[1]!, inTransaction: false };
    expect(offsets(committedBatches(batches, [aborted('a', 0n)]))).toEqual([1]);
  });
});
