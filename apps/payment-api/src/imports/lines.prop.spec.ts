import fc from 'fast-check';
import { Lines, type Line } from './lines';

const LONGEST = 10;
const line = fc.string({ unit: fc.constantFrom('a', '€', '\r'), maxLength: 12 });

/** Cuts a text that comes in pieces, whose lengths are taken from the list again and again. */
function cut(text: string, lengths: number[]): (string | undefined)[] {
  const lines = new Lines(LONGEST);
  const bytes = Buffer.from(text);
  const cuts: Line[] = [];
  for (let from = 0, i = 0; from < bytes.length; i += 1) {
    const to = from + lengths[i % lengths.length]!;
    cuts.push(...lines.in(bytes.subarray(from, to)));
    from = to;
  }
  cuts.push(...lines.atEnd());
  expect(cuts.map(({ number }) => number)).toEqual(cuts.map((_, at) => at + 1));
  return cuts.map((one) => one.bytes?.toString());
}

describe('Lines', () => {
  it('are the same however their bytes come, and those that are too long have none', () => {
    fc.assert(
      fc.property(
        fc.array(line),
        fc.boolean(),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
        (all, isEnded, lengths) => {
          // An empty line is one only if it is ended.
          const end = isEnded || all.at(-1) === '' ? '\n' : '';
          const text = all.length === 0 ? '' : all.join('\n') + end;
          expect(cut(text, lengths)).toEqual(
            all.map((one) => (Buffer.byteLength(one) > LONGEST ? undefined : one)),
          );
        },
      ),
    );
  });

  it('keep what came of a line, and not the parts that it came in', () => {
    const lines = new Lines(LONGEST);
    const part = Buffer.alloc(1);
    const cuts: (string | undefined)[] = [];
    for (const byte of Buffer.from('abc\ndef\n')) {
      part[0] = byte;
      for (const { bytes } of lines.in(part)) cuts.push(bytes?.toString());
    }
    expect(cuts).toEqual(['abc', 'def']);
  });
});
