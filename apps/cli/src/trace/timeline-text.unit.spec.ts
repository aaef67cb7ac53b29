import { COLOURS, NO_COLOURS } from '@pacioli/service/terminal-colours';
import type { Step } from './timeline';
import { durationOf, timelineText, wrapped } from './timeline-text';

const at = (text: string) => new Date(`2026-03-29T${text}Z`);
const STEPS: Step[] = [
  { at: at('23:59:59.980'), title: 'request transfer.requested.v1', lines: [['key', 'walk-4']] },
  { at: at('23:59:59.999'), title: 'payment-events 4-17', lines: [['size', '97 bytes']] },
  { at: null, title: 'wrote entry 3', lines: [['', 'and more']] },
  { at: new Date('2026-03-30T00:00:01.203Z'), title: 'decision 5: posted', verdict: 'good', lines: [] },
];

describe('A timeline', () => {
  it('has a line for each step, and at the right how long after the one before it', () => {
    expect(timelineText(STEPS, NO_COLOURS).split('\n')).toEqual([
      '2026-03-29',
      '23:59:59.980  request transfer.requested.v1',
      '              key           walk-4',
      `23:59:59.999  payment-events 4-17${' '.repeat(61)}+19 ms`,
      '              size          97 bytes',
      '              wrote entry 3',
      '                            and more',
      '2026-03-30',
      `00:00:01.203  decision 5: posted${' '.repeat(60)}+1.204 s`,
    ]);
  });

  it('fits 100 columns, whatever a client has written, and lets no control character through', () => {
    const value = `\u001b[2J${'words and '.repeat(30)}${'x'.repeat(300)}`;
    const text = timelineText([{ ...STEPS[0]!, lines: [['description', value]] }], NO_COLOURS);
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBe(100);
    expect(text).not.toContain('\u001b');
    expect(text.replace(/\s/g, '')).toContain('x'.repeat(300));
  });

  it('is painted, and is otherwise the same', () => {
    const painted = timelineText(STEPS, COLOURS);
    expect(painted).toContain(COLOURS.good('decision 5: posted'));
    expect(painted.replace(new RegExp(String.raw`\u001b\[\d+m`, 'g'), '')).toBe(
      timelineText(STEPS, NO_COLOURS),
    );
  });

  it.each([
    [0, '+0 ms'],
    [-4, '-4 ms'],
    [999, '+999 ms'],
    [1_204, '+1.204 s'],
    [187_999, '+3 min 7 s'],
    [-3_600_000, '-1 h 0 min'],
    [90_000_000, '+1 d 1 h'],
  ])('says %d milliseconds as %s', (milliseconds, text) => {
    expect(durationOf(milliseconds)).toBe(text);
  });

  it('breaks at spaces, and in a word that is longer than the line', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapped('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrapped('', 4)).toEqual(['']);
  });
});
