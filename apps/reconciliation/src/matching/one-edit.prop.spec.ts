import fc from 'fast-check';
import { isOneEdit, OneEditIndex } from './one-edit';

const reference = fc.string({ unit: fc.constantFrom('a', 'b', '1'), maxLength: 6 });

/** All that one edit makes of a text, written down by hand. */
function editsOf(text: string): Set<string> {
  const edits = new Set<string>();
  for (let at = 0; at <= text.length; at += 1) {
    const [head, tail] = [text.slice(0, at), text.slice(at)];
    for (const letter of 'ab1') edits.add(head + letter + tail).add(head + letter + tail.slice(1));
    edits.add(head + tail.slice(1));
    if (tail.length > 1) edits.add(head + tail[1]! + tail[0]! + tail.slice(2));
  }
  edits.delete(text);
  return edits;
}

describe('One edit', () => {
  it('is whatever a hand could do once', () => {
    fc.assert(
      fc.property(reference, reference, (one, other) => {
        expect(isOneEdit(one, other)).toBe(editsOf(one).has(other));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is found by the index as by comparing all', () => {
    fc.assert(
      fc.property(fc.array(reference), reference, (all, one) => {
        const near = [...new Set(all)].filter((other) => editsOf(one).has(other));
        expect(new OneEditIndex(all).neighbours(one).sort()).toEqual(near.sort());
      }),
    );
  });
});
