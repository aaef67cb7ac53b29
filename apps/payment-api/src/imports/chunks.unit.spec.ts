import { Chunks, type Chunk } from './chunks';

const entry = `je_${'0'.repeat(32)}`;
const hold = `hold_${'0'.repeat(32)}`;
const posting = (account: string, direction: string) => ({
  account,
  direction,
  amount: '1',
  currency: 'GBP',
});
const OPERATIONS = {
  transfer: { debit: 'assets', credit: 'income', amount: '1', currency: 'GBP' },
  hold: { debit: 'assets', credit: 'income', amount: '1', currency: 'GBP' },
  void: { hold },
  capture: { hold },
  reversal: { journal_entry: entry },
  journal_entry: {
    postings: Array.from({ length: 250 }, () => [
      posting('assets', 'DEBIT'),
      posting('income', 'CREDIT'),
    ]).flat(),
  },
};
const lineOf = (type: keyof typeof OPERATIONS) => Buffer.from(JSON.stringify({ type, ...OPERATIONS[type] }));

function chunksOf(lines: Iterable<Buffer | undefined>): Chunk[] {
  const gathered = new Chunks();
  const chunks: Chunk[] = [];
  let number = 0;
  for (const bytes of lines) {
    number += 1;
    chunks.push(...gathered.add({ number, bytes }));
  }
  return [...chunks, ...gathered.take()];
}
const places = (chunks: Chunk[]) => chunks.map(({ firstLine, lastLine }) => [firstLine, lastLine]);

describe('Chunks', () => {
  it('have no more lines than a batch has operations', () => {
    const chunks = chunksOf(Array<Buffer>(20_000).fill(lineOf('transfer')));
    expect(places(chunks)).toEqual([
      [1, 10_000],
      [10_001, 20_000],
    ]);
    expect(chunks.map(({ operations }) => operations.length)).toEqual([10_000, 10_000]);
    expect(chunksOf([])).toEqual([]);
  });

  it.each([
    ['hold', 10_000],
    ['reversal', 30],
    ['journal_entry', 60],
  ] as const)('have no more postings than a batch may make: of %s, %i lines', (type, most) => {
    expect(places(chunksOf(Array<Buffer>(most + 1).fill(lineOf(type))))).toEqual([
      [1, most],
      [most + 1, most + 1],
    ]);
  });

  it.each([
    ['void', 138],
    ['capture', 136],
  ] as const)(
    'have no larger results than a batch, whatever was said of the holds: of %s, %i lines',
    (type, most) => {
      expect(places(chunksOf(Array<Buffer>(most + 1).fill(lineOf(type))))).toEqual([
        [1, most],
        [most + 1, most + 1],
      ]);
    },
  );

  it('have no more bytes than a batch', () => {
    const MIB = 1024 * 1024;
    const padded = (length: number) => Buffer.concat([lineOf('transfer'), Buffer.alloc(length, ' ')], length);
    const AROUND = '{"operations":[]}'.length;
    const seven = Array<Buffer>(7).fill(padded(MIB - 1));
    const rest = MIB - 1 - AROUND;
    const full = Math.floor((8 * MIB - AROUND) / 10_000) - 1;
    expect(places(chunksOf(Array<Buffer>(10_000).fill(padded(full))))).toEqual([[1, 10_000]]);
    expect(places(chunksOf([...seven, padded(rest)]))).toEqual([[1, 8]]);
    expect(places(chunksOf([...seven, padded(rest + 1)]))).toEqual([
      [1, 7],
      [8, 8],
    ]);
  });

  it('hold bad lines in their places, say what is wrong with them, and end with the 20th', () => {
    const bad = Buffer.from('bad');
    const [first, second] = chunksOf([lineOf('transfer'), undefined, ...Array<Buffer>(10_000).fill(bad)]);
    expect(first).toMatchObject({ firstLine: 1, lastLine: 21 });
    expect(first!.operations).toHaveLength(1);
    expect(first!.errors).toHaveLength(20);
    expect(first!.errors.slice(0, 2)).toMatchObject([
      { line: 2, detail: 'is longer than 1048576 bytes' },
      { line: 3 },
    ]);
    expect(second).toMatchObject({ firstLine: 22, lastLine: 41 });
  });
});
