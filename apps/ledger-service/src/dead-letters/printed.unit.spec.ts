import type { LaidAside } from './dead-letter-topic';
import { listed, listTable, shownLetter } from './printed';

/** Of so many, `stark` lies on the third, and `acme` on the first. */
const PARTITIONS = 3;
const OWN_TOPIC = 'blue-payment-events';
const LAID_ASIDE: LaidAside = {
  at: Date.UTC(2026, 10, 21, 10),
  letter: {
    ...{ topic: 'payment-events', partition: 2, offset: 981n, reason: 'body_invalid' },
    detail: `/a\u001b[2J ${'x'.repeat(100)}`,
    ...{ key: Buffer.from('stark'), value: Buffer.from('{\n\t"a": 1\n}') },
    headers: { ce_type: Buffer.from('é'), odd: Buffer.from([0xff]), none: null, 'a\nb': Buffer.from('c\nd') },
  },
};

describe('The list of dead letters', () => {
  it('has a line for each, with a detail that is short and harms no terminal', () => {
    const short = (key: Buffer | null) => ({
      ...LAID_ASIDE,
      letter: { ...LAID_ASIDE.letter, key, detail: 'short' },
    });
    const others = [null, Buffer.from('acme')].map((key) => listed(short(key), PARTITIONS));
    expect(
      listTable([{ ...listed(LAID_ASIDE, PARTITIONS), redriven: '0/17' }, ...others]).split('\n'),
    ).toEqual([
      expect.stringMatching(/^partition +offset +book +reason +detail +laid aside at +redriven$/),
      expect.stringMatching(/^─+$/),
      expect.stringMatching(
        /^ +2 +981 +stark +body_invalid +\/a\ufffd\[2J x{52}… +2026-11-21T10:00:00.000Z +0\/17$/,
      ),
      ...others.map((): unknown =>
        expect.stringMatching(/^ +2 +981 +~2 +body_invalid +short +2026-11-21T10:00:00.000Z +no$/),
      ),
    ]);
  });

  it('says when there are none', () => {
    expect(listTable([])).toBe('There are no dead letters.');
  });
});

describe('A dead letter that is shown', () => {
  it('has its value and headers as text when they are, and as base64 otherwise', () => {
    expect(shownLetter(LAID_ASIDE, OWN_TOPIC, undefined).split('\n')).toEqual([
      'dead letter   2/981 of payment-events',
      'reason        body_invalid',
      `detail        /a\ufffd[2J ${'x'.repeat(100)}`,
      'laid aside at 2026-11-21T10:00:00.000Z',
      'redriven      no',
      'key           stark',
      'headers',
      '  ce_type: é',
      '  odd: base64 /w==',
      '  none: null',
      '  a\ufffdb: base64 Ywpk',
      'value         11 bytes',
      ...['{', '\t"a": 1', '}'],
    ]);
  });

  it('is of the payment-events of its installation when it does not name its topic', () => {
    const letter = { ...LAID_ASIDE.letter, topic: undefined };
    expect(shownLetter({ ...LAID_ASIDE, letter }, OWN_TOPIC, undefined)).toMatch(
      /^dead letter {3}2\/981 of blue-payment-events\n/,
    );
  });

  it.each([
    ['no value', null, 'value         null'],
    ['what is not UTF-8', Buffer.from([0x22, 0xff]), 'base64 Iv8='],
    ['what a terminal would obey', Buffer.from('\u001b[2J'), 'base64 G1sySg=='],
  ])('can hold %s', (_, value, last) => {
    const letter = { ...LAID_ASIDE.letter, value };
    expect(
      shownLetter({ ...LAID_ASIDE, letter }, OWN_TOPIC, '0/17')
        .split('\n')
        .at(-1),
    ).toBe(last);
  });
});
