import fc from 'fast-check';
import { GrowingBuffer } from './growing-buffer';

const MOST = 1_000;

describe('A growing buffer', () => {
  it('holds what came, in any parts, in no more than twice its memory', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: MOST }),
        fc.array(fc.nat(50), { minLength: 1 }),
        (all, lengths) => {
          const buffer = new GrowingBuffer(MOST);
          for (let from = 0, i = 0; from < all.length; i += 1) {
            const to = from + Math.max(1, lengths[i % lengths.length]!);
            buffer.add(Buffer.from(all.subarray(from, to)));
            from = to;
            expect(buffer.size).toBeLessThanOrEqual(Math.min(2 * buffer.length, MOST));
          }
          expect(buffer.bytes()).toEqual(Buffer.from(all));
          expect(buffer).toHaveLength(all.length);
        },
      ),
    );
  });

  it('is copied some ten times, and not a thousand times, when a thousand bytes come one by one', () => {
    const buffer = new GrowingBuffer(MOST);
    const sizes = new Set<number>();
    for (let i = 0; i < MOST; i += 1) {
      buffer.add(Buffer.from('x'));
      sizes.add(buffer.size);
    }
    expect([...sizes]).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, MOST]);
  });
});
