import {
  type Request,
  between,
  pay,
  payBack,
  hold,
  holdOf,
  entryOf,
  batch,
  until,
  conditions,
  FIRST,
  decided,
  said,
  refusal,
} from './model.testing';

describe('The model', () => {
  it('takes what is held from what is available, and gives it back', () => {
    expect(said([hold('60'), payBack('41'), payBack('40')])).toEqual([
      'posted',
      'insufficient_available_balance',
      'posted',
    ]);
    expect(refusal([hold('60'), ['void', holdOf(FIRST)], payBack('100')])).toBe('posted');
    expect(refusal([hold('60'), hold('41')])).toBe('insufficient_available_balance');
  });

  it('counts what a hold will bring for the highest balance', () => {
    const coming: Request = ['hold', between('cash', 'owed', '40')];
    expect(said([coming, pay('11'), pay('10')])).toEqual(['posted', 'limit_exceeded', 'posted']);
    expect(refusal([coming, ['capture', holdOf(FIRST)], pay('10')])).toBe('posted');
    expect(refusal([['hold', between('cash', 'owed', '51')]])).toBe('limit_exceeded');
  });

  it('captures in parts, the last of which may give back the rest', () => {
    const [, part, last] = decided([
      hold('60', until(9_000)),
      ['capture', { ...holdOf(FIRST), amount: '20' }],
      ['capture', { ...holdOf(FIRST), amount: '15', final: true }],
    ]);
    expect(part!.entries[0]!.change).toEqual({
      ...{ hold: 2n, revision: 1n, captured: 20n, voided: 0n, expired: 0n },
    });
    expect(last!.entries[0]!.change).toEqual({
      ...{ hold: 2n, revision: 2n, captured: 35n, voided: 25n, expired: 0n },
    });
    expect(last!.entries[0]!.postings).toMatchObject([
      { account: 2, layer: 'released', direction: 'DEBIT', amount: 40n, debitsPending: 0n },
      { account: 1, layer: 'released', direction: 'CREDIT', amount: 40n, creditsPending: 0n },
      { account: 2, layer: 'posted', direction: 'DEBIT', amount: 15n, debits: 35n, credits: 100n },
      { account: 1, layer: 'posted', direction: 'CREDIT', amount: 15n, debits: 100n, credits: 35n },
    ]);
  });

  it.each<[string, Request[]]>([
    ['hold_not_found', [['void', holdOf(99)]]],
    ['capture_exceeds_hold', [hold('60'), ['capture', { ...holdOf(FIRST), amount: '61' }]]],
    ['hold_already_captured', [hold('60'), ['capture', holdOf(FIRST)], ['void', holdOf(FIRST)]]],
    ['hold_already_voided', [hold('60'), ['void', holdOf(FIRST)], ['capture', holdOf(FIRST)]]],
    [
      'hold_already_captured',
      [hold('60'), ['capture', { ...holdOf(FIRST), amount: '1', final: true }], ['capture', holdOf(FIRST)]],
    ],
    ['hold_not_due', [hold('60'), ['expiry', holdOf(FIRST)]]],
    ['hold_not_due', [hold('60', until(FIRST + 2)), ['expiry', holdOf(FIRST)]]],
    ['accounts_must_differ', [['hold', between('cash', 'cash', '1')]]],
    ['account_not_found', [['hold', between('cash', 'nobody', '1')]]],
    ['account_not_found', [pay('1', conditions(['nobody', 'posted', 'gte', '0']))]],
    ['moved_no_money', [hold('60'), ['reversal', entryOf(FIRST)]]],
    ['moved_no_money', [hold('60'), ['void', holdOf(FIRST)], ['reversal', entryOf(FIRST + 1)]]],
    ['account_suspended', [['account-suspension', { account: 'owed' }], hold('1')]],
    [
      'account_suspended',
      [hold('1'), ['account-suspension', { account: 'owed' }], ['capture', holdOf(FIRST)]],
    ],
    ['posted', [hold('1'), ['account-suspension', { account: 'owed' }], ['void', holdOf(FIRST)]]],
  ])('says %s', (code, requests) => {
    expect(refusal(requests)).toBe(code);
  });

  it('expires a hold by the time at which it was asked to, which never goes back', () => {
    const held = hold('60', until(100));
    expect(refusal([held, ['capture', holdOf(FIRST)]], { [FIRST + 1]: 99 })).toBe('posted');
    expect(refusal([held, ['capture', holdOf(FIRST)]], { [FIRST + 1]: 100 })).toBe('hold_expired');
    expect(refusal([held, ['expiry', holdOf(FIRST)]], { [FIRST + 1]: 99 })).toBe('hold_not_due');
    expect(refusal([held, pay('1'), ['expiry', holdOf(FIRST)]], { [FIRST + 1]: 100 })).toBe('posted');
    expect(refusal([held], { [FIRST]: 100 })).toBe('hold_expired');
    const void_: Request = ['void', holdOf(FIRST)];
    expect(refusal([held, void_], { [FIRST + 1]: 100 })).toBe('posted');
    expect(said([held, ['expiry', holdOf(FIRST)], void_], { [FIRST + 1]: 100 })).toEqual([
      'posted',
      'posted',
      'hold_expired',
    ]);
  });

  it('hears a key once from clients, and once from the scheduler', () => {
    const held = hold('60', until(FIRST + 2));
    const expiry: Request = ['expiry', holdOf(FIRST)];
    const keyOf = (at: number) => (at > FIRST ? 'one key' : `key ${at}`);
    expect(decided([held, pay('1'), pay('2'), expiry, expiry], {}, keyOf)).toMatchObject([
      ...[{ status: 'posted' }, { status: 'posted' }, { status: 'posted', decision: BigInt(FIRST + 3) }],
    ]);
  });

  it('turns back what was captured, and holds it no more', () => {
    const [, , turned, again] = decided([
      hold('60'),
      ['capture', { ...holdOf(FIRST), amount: '20' }],
      ['reversal', entryOf(FIRST + 1)],
      ['reversal', entryOf(FIRST + 2)],
    ]);
    expect(turned!.entries[0]!.postings).toMatchObject([
      { account: 2, layer: 'posted', direction: 'CREDIT', amount: 20n, debitsPending: 40n },
      { account: 1, layer: 'posted', direction: 'DEBIT', amount: 20n, creditsPending: 40n },
    ]);
    expect(again!.code).toBe('is_a_reversal');
  });

  it('holds a condition against the balance that the movement finds, and points to the first that is not met', () => {
    const met = conditions(['owed', 'posted', 'eq', '100'], ['owed', 'available', 'lte', '40']);
    expect(refusal([hold('60'), pay('1', met)])).toBe('posted');
    expect(refusal([hold('59'), pay('1', met)])).toBe('condition_failed/conditions/1');
    expect(refusal([pay('1'), pay('1', conditions(['owed', 'posted', 'eq', '100']))])).toBe(
      'condition_failed/conditions/0',
    );
    expect(refusal([pay('1', conditions(['cash', 'available', 'gte', '101']))])).toBe(
      'condition_failed/conditions/0',
    );
    expect(refusal([payBack('101', conditions(['owed', 'posted', 'eq', '0']))])).toBe(
      'condition_failed/conditions/0',
    );
    expect(refusal([hold('1'), ['void', { ...holdOf(FIRST), ...met }]])).toBe(
      'condition_failed/conditions/1',
    );
  });

  it('lets nothing take effect in a month that is closed, from its first moment to its last', () => {
    const close: Request = ['period-close', { period: '1969-11', time_zone: 'UTC' }];
    const on = (moment: string) => ({ effective_at: moment });
    const first = on('1969-11-01T00:00:00.000Z');
    const last = on('1969-11-30T23:59:59.999Z');
    expect(said([pay('1', first), close, pay('1', first), pay('1', last), payBack('1', first)])).toEqual([
      ...['posted', 'done', 'period_closed', 'period_closed', 'period_closed'],
    ]);
    expect(refusal([close, pay('1', on('1969-10-31T23:59:59.999Z'))])).toBe('posted');
    expect(refusal([close, pay('1', on('1969-12-01T00:00:00.000Z'))])).toBe('posted');
    expect(refusal([close, pay('1', { ...last, ...conditions(['owed', 'posted', 'eq', '0']) })])).toBe(
      'period_closed',
    );
    expect(refusal([close, ['reversal', { ...entryOf(3), ...last }]])).toBe('period_closed');
    expect(refusal([close, batch(pay('1'), pay('1', last))])).toBe('period_closed/operations/1');
    const [made] = decided([pay('1', last)]);
    expect(made!.entries).toMatchObject([{ effectiveAt: Date.parse(last.effective_at) }]);
  });

  it('lets nothing be captured with effect from before its hold', () => {
    const on = (moment: string) => ({ effective_at: moment });
    const capture = (moment: string): Request => [
      'capture',
      { ...holdOf(FIRST), amount: '1', ...on(moment) },
    ];
    const times = { [FIRST]: Date.parse('1970-01-20'), [FIRST + 1]: Date.parse('1970-02-20') };
    const close: Request = ['period-close', { period: '1970-01', time_zone: 'UTC' }];
    expect(
      said([hold('5'), capture('1970-01-19T23:59:59.999Z'), capture('1970-01-20T00:00:00.000Z')], times),
    ).toEqual(['posted', 'precedes_hold', 'posted']);
    expect(
      said(
        [hold('5'), close, capture('1970-01-19T23:59:59.999Z'), capture('1970-01-20T00:00:00.000Z')],
        times,
      ),
    ).toEqual(['posted', 'done', 'precedes_hold', 'period_closed']);
  });

  it('closes a month of UTC once, as soon as it is over', () => {
    const close = (period: string, time_zone = 'UTC'): Request => ['period-close', { period, time_zone }];
    expect(said([close('1969-12'), close('1969-11'), close('1969-12')])).toEqual([
      ...['done', 'done', 'period_already_closed'],
    ]);
    expect(decided([close('1969-12')])[0]!.period).toEqual({
      ...{ period: '1969-12', startsAt: Date.parse('1969-12-01'), endsAt: 0 },
    });
    const end = Date.parse('1970-02-01');
    expect(refusal([close('1970-01')], { [FIRST]: end - 1 })).toBe('period_not_over');
    expect(refusal([close('1970-01')], { [FIRST]: end })).toBe('done');
    expect(refusal([close('1970-01', 'Europe/London')])).toBe('time_zone_differs');
    expect(said([close('1970-01'), close('1970-01')])).toEqual(['period_not_over', 'period_not_over']);
  });

  it('changes an account at the version and revision that are expected, and counts its changes', () => {
    const limit = (max_balance: string | null, if_match?: string): Request => [
      'account-change',
      { account: 'owed', max_balance, ...(if_match !== undefined && { if_match }) },
    ];
    expect(said([limit('120', '1.0'), limit('130', '1.0'), limit('130', '1.1'), pay('31')])).toEqual([
      ...['done', 'version_conflict', 'done', 'limit_exceeded'],
    ]);
    expect(said([limit(null), pay('900')])).toEqual(['done', 'posted']);
    expect(refusal([limit('-1')])).toBe('limits_contradict');
    expect(refusal([['account-change', { account: 'nobody', max_balance: '1' }]])).toBe('account_not_found');
    expect(said([limit('50'), payBack('1'), pay('1')])).toEqual(['done', 'posted', 'limit_exceeded']);
    const suspend: Request = ['account-suspension', { account: 'owed', reason: 'a dispute' }];
    const [first, second] = decided([suspend, limit('120')]);
    const status = { account: 2, status: 'SUSPENDED', min: 0n };
    expect(first!.accountChange).toEqual({ ...status, revision: 1n, max: 150n, reason: 'a dispute' });
    expect(second!.accountChange).toEqual({ ...status, revision: 2n, max: 120n, reason: null });
  });

  it('closes an account that is empty and free of holds, for ever', () => {
    const close: Request = ['account-closure', { account: 'owed' }];
    const active: Request = ['account-activation', { account: 'owed' }];
    expect(said([close, payBack('100'), close, close, active, pay('1')])).toEqual([
      ...['account_not_empty', 'posted', 'done', 'account_closed', 'account_closed', 'account_closed'],
    ]);
    const coming: Request = ['hold', between('cash', 'owed', '5')];
    expect(said([payBack('100'), coming, close, ['void', holdOf(FIRST + 1)], close])).toEqual([
      ...['posted', 'posted', 'account_has_holds', 'posted', 'done'],
    ]);
    const suspend: Request = ['account-suspension', { account: 'cash' }];
    expect(refusal([payBack('100'), close, suspend, pay('1')])).toBe('account_closed');
    expect(refusal([payBack('100'), ['account-suspension', { account: 'owed' }], close])).toBe('done');
  });

  it('makes the entries of a batch one after the other, each with an id of its place', () => {
    const [made] = decided([
      batch(hold('60'), ['capture', { ...holdOf(FIRST, 0), amount: '60' }], ['reversal', entryOf(FIRST, 1)]),
    ]);
    expect(made).toMatchObject({ status: 'posted', code: null, pointer: null });
    expect(made!.entries.map(({ number, id, kind }) => [number, id, kind])).toEqual([
      [2n, entryOf(FIRST, 0).journal_entry, 'hold'],
      [3n, entryOf(FIRST, 1).journal_entry, 'capture'],
      [4n, entryOf(FIRST, 2).journal_entry, 'reversal'],
    ]);
    expect(made!.entries[2]!.postings).toMatchObject([{ version: 5n }, { version: 5n }]);
  });

  it('takes back all of a batch of which one operation is refused', () => {
    const half = batch(
      pay('1'),
      hold('60'),
      ['void', holdOf(FIRST, 1)],
      ['reversal', entryOf(3)],
      payBack('2'),
    );
    const [refused, after, ...rest] = decided([
      half,
      pay('50'),
      ['void', holdOf(FIRST, 1)],
      ['reversal', entryOf(FIRST)],
      ['reversal', entryOf(3)],
    ]);
    expect(refused).toMatchObject({
      ...{
        status: 'rejected',
        code: 'insufficient_available_balance',
        pointer: '/operations/4',
        entries: [],
      },
    });
    expect(after!.entries).toMatchObject([
      {
        number: 2n,
        postings: [
          { version: 2n, debits: 150n },
          { version: 2n, credits: 150n },
        ],
      },
    ]);
    expect(rest.map(({ code }) => code)).toEqual(['hold_not_found', 'journal_entry_not_found', null]);
  });

  it('points through a batch to what is wrong with its operation', () => {
    const unmet = pay('1', conditions(['owed', 'posted', 'gte', '0'], ['owed', 'posted', 'gte', '102']));
    expect(refusal([batch(pay('1'), unmet)])).toBe('condition_failed/operations/1/conditions/1');
    expect(refusal([batch(pay('2'), unmet)])).toBe('posted');
  });
});
