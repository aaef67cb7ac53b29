import { fromOf } from './from';

const NOW = new Date('2026-03-29T23:59:30.000Z');

describe('A place of the command line', () => {
  it('from which to read is either end, a record or a moment', () => {
    expect(fromOf('beginning', NOW)).toEqual({ kind: 'beginning' });
    expect(fromOf('end', NOW)).toEqual({ kind: 'end' });
    expect(fromOf('0-0', NOW)).toEqual({ kind: 'place', place: { partition: 0, offset: 0n } });
    expect(fromOf('14:32', NOW)).toEqual({ kind: 'moment', at: Date.UTC(2026, 2, 29, 14, 32) });
    expect(() => fromOf('start', NOW)).toThrow('"start" is no place to begin at: give beginning, end, 14:32');
  });
});
