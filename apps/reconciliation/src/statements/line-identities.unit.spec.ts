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

  it.each<Partial<LineContent>>([
    ...[{ account: 'x' }, { reference: null }, { amount: -1050n }, { currency: 'EUR' }],
    { bookedOn: '2026-02-01' },
  ])('is another for another payment: %p', (other) => {
    expect(new LineIdentities().of({ ...LINE, ...other })).not.toBe(new LineIdentities().of(LINE));
  });

  it.each<Partial<LineContent>>([
    ...[{ otherReferences: [] }, { fee: 0n }, { valueOn: '2026-01-31' }, { description: null }],
    ...[{ kind: 'order' }, { isReversal: true }],
  ])('is the same whatever else is read of the line: %p', (more) => {
    const identities = new LineIdentities();
    const read = [identities.of({ ...LINE, ...more }), identities.of(LINE)];
    const one = new LineIdentities();
    expect(read).toEqual([one.of(LINE), one.of(LINE)]);
  });

  // Identities are kept: a release that makes others finds no line again.
  it('is that of every release', () => {
    expect(new LineIdentities().of(LINE)).toBe('hn3MYpUzpr2tnoIwq-RQJmXIDr9eLtZkrwCGwTXq4GM-1');
  });
});
