import { reading } from './statement-files.testing';

const HEADER =
  'id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description,Transfer,Transfer Date (UTC)\n';

describe("Stripe's balance transactions", () => {
  it('are read as they are exported', async () => {
    const { lines, bad, summary } = await reading(
      { format: 'stripe' },
      HEADER +
        'txn_1,charge,ch_1,"1,200.00",3.78,"1,196.22",gbp,2026-01-31 23:59,2026-02-03 00:00,Order 981,po_1,\n' +
        'txn_2,refund,re_1,-20.00,0.00,-20.00,gbp,2026-02-01 14:03:59,2026-02-04 00:00,,,\n' +
        'txn_3,charge,ch_2,1050,38,1012,jpy,2026-02-01 14:04,2026-02-04 00:00,"=HYPERLINK(""x"")",,\n' +
        'txn_4,charge,ch_3,10.00,1.00,9.50,gbp,2026-02-01 14:04,2026-02-04 00:00,,,\n',
    );
    expect(lines).toMatchObject([
      {
        ...{ place: { line: 2 }, reference: 'txn_1', otherReferences: ['ch_1', 'po_1'], kind: 'charge' },
        ...{ amount: 120_000n, fee: 378n, currency: 'GBP', bookedOn: '2026-01-31', valueOn: '2026-02-03' },
      },
      { reference: 'txn_2', amount: -2000n, fee: 0n, bookedOn: '2026-02-01', description: null },
      { reference: 'txn_3', amount: 1050n, fee: 38n, currency: 'JPY', description: '=HYPERLINK("x")' },
    ]);
    expect(bad).toEqual([['net_differs', 5]]);
    expect(summary?.sums).toEqual(
      new Map([
        ['GBP', { lines: 2, amount: 118_000n, fees: 378n }],
        ['JPY', { lines: 1, amount: 1050n, fees: 38n }],
      ]),
    );
  });

  it('are refused without a column that is read', async () => {
    const { refusal } = await reading(
      { format: 'stripe' },
      'id,Type,Amount,Fee,Net,Currency,Created (UTC)\n',
    );
    expect(refusal?.code).toBe('column_missing');
  });

  it('are refused with words of Stripe, since there is no mapping to mend', async () => {
    const lacking = await reading({ format: 'stripe' }, 'id,Amount\n');
    expect(lacking.refusal).toMatchObject({
      code: 'column_missing',
      reason: expect.stringMatching(/It has "id", "Amount". .*Stripe/) as string,
    });
    const cutOff = await reading({ format: 'stripe' }, `${HEADER}txn_1,charge`);
    expect(cutOff.refusal).toMatchObject({
      code: 'last_line_not_ended',
      reason: expect.stringContaining('Export it from Stripe again.') as string,
    });
    expect([lacking, cutOff].map(({ refusal }) => refusal?.reason).join()).not.toContain('mapping');
  });
});
