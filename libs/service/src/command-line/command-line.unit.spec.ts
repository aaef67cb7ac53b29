import { momentOf } from './moment';
import { placeOf } from './place';

const NOW = new Date('2026-03-29T23:59:30.000Z');
const read = (text: string) => new Date(momentOf(text, NOW)).toISOString();

describe('A time of the command line', () => {
  it.each([
    ['14:32', '2026-03-29T14:32:00.000Z'],
    ['00:00:07', '2026-03-29T00:00:07.000Z'],
    ['23:59:59.25', '2026-03-29T23:59:59.250Z'],
    ['2026-01-31T14:32:00Z', '2026-01-31T14:32:00.000Z'],
    ['2026-01-31t14:32:00.123456z', '2026-01-31T14:32:00.123Z'],
    ['2026-01-31 14:32Z', '2026-01-31T14:32:00.000Z'],
    ['2026-01-31T01:32:00+02:00', '2026-01-30T23:32:00.000Z'],
  ])('is %s: %s', (text, moment) => {
    expect(read(text)).toBe(moment);
  });

  it.each([
    '',
    'now',
    '24:00',
    '9:30',
    '14:60',
    '2026-02-30T14:32:00Z',
    '2026-01-31',
    '2026-01-31T14:32:00',
    '1',
  ])('is not "%s"', (text) => {
    expect(() => read(text)).toThrow(`"${text}" is no time: give 14:32 (today, UTC)`);
  });
});

describe('A place of the command line', () => {
  it('is a partition and an offset', () => {
    expect(placeOf('2-981')).toEqual({ partition: 2, offset: 981n });
    for (const text of ['2-', '-981', '02-1', '2-01', '2/981', '2-9 ', 'op_1-2'])
      expect(placeOf(text)).toBeUndefined();
  });
});
