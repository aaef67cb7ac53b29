import { preferredWait } from './prefer';

describe('preferredWait', () => {
  it.each([
    ['wait=10', 10],
    ['Wait=1', 1],
    ['wait = 30', 30],
    ['wait="7"', 7],
    ['respond-async, wait=5', 5],
    ['wait=5; foo', 5],
    ['handling=lenient,wait=12', 12],
    ['wait=3, wait=9', 3],
  ])('takes %j as %i seconds', (prefer, seconds) => {
    expect(preferredWait({ prefer })).toBe(seconds);
  });

  it.each([
    'wait',
    'wait=',
    'wait=0',
    'wait=31',
    'wait=-1',
    'wait=1.5',
    'wait=ten',
    'waiting=5',
    'xwait=5',
    'wait=31, wait=5',
    '',
  ])('does not wait for %j', (prefer) => {
    expect(preferredWait({ prefer })).toBeUndefined();
  });

  it('does not wait unless asked', () => {
    expect(preferredWait({})).toBeUndefined();
  });
});
