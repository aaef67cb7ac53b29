import { scopeDue } from './due';

describe('What a run looks at', () => {
  const at = (time: string) => new Date(`2026-10-${time}:00.000Z`);

  it.each([
    ['everything, before the first full run', undefined, at('05T12:00'), 'full'],
    ['what is new, until the next full run is due', at('05T02:30'), at('06T02:29'), 'incremental'],
    ['everything, once it is due', at('05T02:30'), at('06T02:30'), 'full'],
    ['everything, long after it was due and did not end', at('05T02:30'), at('09T17:00'), 'full'],
    ['everything, after a full run by a clock that is ahead', at('07T02:30'), at('06T09:00'), 'full'],
    [
      'what is new, after a full run by hand that was begun since',
      at('06T02:31'),
      at('06T09:00'),
      'incremental',
    ],
  ])('%s', (_, newestFullRun, now, scope) => {
    expect(scopeDue('30 2 * * *', newestFullRun, now)).toBe(scope);
  });
});
