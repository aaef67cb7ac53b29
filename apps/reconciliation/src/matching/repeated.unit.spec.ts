import { outcomeOf } from './outcome.testing';

/** One order of 10.00 that an earlier run matched. */
const ORDER = { items: ['1 | order-1, key-1 | 1000 | 02'], lines: ['a | ORDER 1 | 1000 | 03'] };

describe('What repeats something that an earlier run matched', () => {
  it.each([
    ['a line', [], ['b | ORDER 1 | 1000 | 05'], ['duplicate b of a']],
    ['an item', ['2 | order-1, key-2 | 1000 | 02'], [], ['duplicate 2 of 1']],
    ['not if the amount is another', [], ['b | ORDER 1 | 1001 | 05'], ['missing_here b']],
    ['not if the reference is another', [], ['b | ORDER 2 | 1000 | 05'], ['missing_here b']],
    ['not beyond the window', [], ['b | ORDER 1 | 1000 | 09'], ['missing_here b']],
    [
      'not if the other side has it again, too',
      ['2 | order-1, key-2 | 1000 | 05'],
      ['b | ORDER 1 | 1000 | 05'],
      ['exact 2=b'],
    ],
  ])('%s', (_, items, lines, outcome) => {
    expect(outcomeOf(items, lines, {}, ORDER)).toEqual(outcome);
  });

  it('is in doubt where it may be the line of another that was misspelt', () => {
    const outcome = outcomeOf(['2 | order-12 | 1000 | 05'], ['b | ORDER 1 | 1000 | 05'], {}, ORDER);
    expect(outcome).toEqual(['missing_here b', 'missing_there 2']);
  });

  const settlement = {
    items: ['1 | o1, ST-A7QPM | 1000 | 02', '2 | o2, ST-A7QPM | 500 | 02'],
    lines: ['a | ST-A7QPM | 1500 | 03'],
  };
  it.each([
    ['a line that is many items', [], ['b | ST-A7QPM | 1500 | 03'], ['duplicate b of a']],
    ['one of many items', ['3 | o1, ST-A7QPM | 1000 | 02'], [], ['duplicate 3 of 1']],
    ['not for the name of the group alone', ['3 | o3, ST-A7QPM | 1000 | 02'], [], ['missing_there 3']],
  ])('%s', (_, items, lines, outcome) => {
    expect(outcomeOf(items, lines, {}, settlement)).toEqual(outcome);
  });
});

describe('What an earlier run matched', () => {
  it('is a rival still, so that a stranger is not taken for the order that is left', () => {
    const orders = ['1 | order-1 | 1000 | 05', '2 | order-2 | 1000 | 05'];
    const [first, stranger, second] = [
      'a | order-1 | 1000 | 05',
      'b |  | 1000 | 05',
      'c | order-2 | 1000 | 05',
    ];
    expect(outcomeOf(orders, [first])).toEqual(['exact 1=a', 'missing_there 2']);
    const afterFirst = { items: orders.slice(0, 1), lines: [first] };
    const left = orders.slice(1);
    expect(outcomeOf(left, [stranger], {}, afterFirst)).toEqual(['missing_here b', 'missing_there 2']);
    expect(outcomeOf(left, [stranger, second], {}, afterFirst)).toEqual(['exact 2=c', 'missing_here b']);
    expect(outcomeOf(orders, [first, stranger, second])).toEqual([
      'exact 1=a',
      'exact 2=c',
      'missing_here b',
    ]);
  });

  it('is a rival among lines, too', () => {
    const before = { items: ['1 | order-1 | 1000 | 05'], lines: ['a | order-1 | 1000 | 05'] };
    expect(outcomeOf(['2 |  | 1000 | 09'], ['b | order-3 | 1000 | 09'], {}, before)).toEqual([
      'missing_here b',
      'missing_there 2',
    ]);
  });

  it('shows that a reference is the name of a group', () => {
    const before = { items: ['1 | o1, ST-A7QPM | 1000 | 02'], lines: ['a | o1, ST-A7QPM | 1000 | 03'] };
    const outcome = outcomeOf(['2 | o2, ST-A7QPM | 500 | 02'], ['b | o3, ST-A7QPM | 500 | 03'], {}, before);
    expect(outcome).toEqual(['missing_here b', 'missing_there 2']);
  });

  it('does not make a group too large to say anything', () => {
    const days = ['01', '02', '03'];
    const before = {
      items: days.map((day, at) => `${at + 10} | shop-7 | ${at}00 | ${day}`),
      lines: days.map((day, at) => `${at} | shop-7 | ${at}00 | ${day}`),
    };
    const outcome = outcomeOf(
      ['1 | shop-7 | 900 | 09'],
      ['z | shop-7 | 900 | 09'],
      { mostInGroup: 2 },
      before,
    );
    expect(outcome).toEqual(['exact 1=z']);
  });
});
