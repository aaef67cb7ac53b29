import { LineIdentities } from './line-identities';
import type { LineContent } from './statement-line';

const LINE: LineContent = {
  ...{ account: null, reference: '981', otherReferences: ['a'], amount: 1050n, currency: 'GBP', fee: null },
  ...{ bookedOn: '2026-01-31', valueOn: null, description: 'order', kind: null, isReversal: false },
};

describe('The identity of a line', () => {
  it('is the same in another file, and counts what is equal in its own', () => {
    const one = new LineIdentities();
    const other = new LineIdentities();
    const [first, second] = [one.of(LINE), one.of({ ...LINE })];
    expect(first).not.toBe(second);
    other.of({ ...LINE, reference: '980' });
    expect([other.of(LINE), other.of(LINE)]).toEqual([first, second]);
  });

  it('is another for another content', () => {
    const others: Partial<LineContent>[] = [
      ...[
        { account: 'x' },
        { reference: null },
        { otherReferences: [] },
        { amount: -1050n },
        { currency: 'EUR' },
      ],
      ...[{ fee: 0n }, { bookedOn: '2026-02-01' }, { valueOn: '2026-01-31' }, { description: null }],
      ...[{ kind: 'order' }, { isReversal: true }],
    ];
    const identities = [{}, ...others].map((other) => new LineIdentities().of({ ...LINE, ...other }));
    expect(new Set(identities).size).toBe(1 + others.length);
  });

  // Identities are kept: a release that makes others finds no line again.
  it('is that of every release', () => {
    expect(new LineIdentities().of(LINE)).toBe('v1hsMwrDKwF80shl-k_0nzXq0_FPunXTzhNtiSHNzHA-1');
  });
});
