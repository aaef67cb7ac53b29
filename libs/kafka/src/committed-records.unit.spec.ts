import { committedRecords, type FetchedRecord } from './committed-records';

const ABORT = Buffer.from([0, 0, 0, 0]);
const COMMIT = Buffer.from([0, 0, 0, 1]);

/** `a` a record of producer a in a transaction, `-` one outside any, `!a` its abort marker, `+a` its commit marker. */
const log = (text: string): FetchedRecord[] =>
  text.split(' ').map((token, index) => ({
    offset: BigInt(index),
    producerId: token.replace(/[!+]/, ''),
    inTransaction: token !== '-',
    isControlRecord: /^[!+]/.test(token),
    key: token.startsWith('!') ? ABORT : token.startsWith('+') ? COMMIT : null,
  }));
const aborted = (producerId: string, firstOffset: bigint) => ({ producerId, firstOffset });
const offsets = (records: FetchedRecord[]) => records.map(({ offset }) => Number(offset));

describe('committedRecords', () => {
  it('passes everything but markers when nothing was aborted', () => {
    expect(offsets(committedRecords(log('a - b +a +b'), []))).toEqual([0, 1, 2]);
  });

  it('enters transactions in the order of their first records, whatever order they are listed in', () => {
    // b ends first, so the broker lists it first.
    const list = [aborted('b', 1n), aborted('a', 0n)];
    expect(offsets(committedRecords(log('a b a !b a !a c +c'), list))).toEqual([6]);
  });

  it('enters several transactions at once where reading begins inside them', () => {
    const list = [aborted('b', -5n), aborted('a', -9n)];
    expect(offsets(committedRecords(log('b a !b !a a'), list))).toEqual([4]);
  });

  it('passes what a producer commits after it has aborted', () => {
    expect(offsets(committedRecords(log('a !a a +a a !a'), [aborted('a', 0n), aborted('a', 4n)]))).toEqual([
      2,
    ]);
  });

  it('takes no ordinary record for a marker, whatever its key (fault 15)', () => {
    const records = log('a a !a');
    records[0] = { ...records[0]!, key: ABORT };
    expect(offsets(committedRecords(records, [aborted('a', 0n)]))).toEqual([]);
  });
});
