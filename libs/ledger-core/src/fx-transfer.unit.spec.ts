import type { JournalEntry } from '@pacioli/contracts/journal-entry';
import { checkerOf } from '@pacioli/contracts/schema';
import { FxTransferRequest } from '@pacioli/contracts/fx-transfer';
import { expectScript, play } from './ledger-script.testing';

/** Pounds and euros, with a trading account for each and one for what rounding leaves. */
const BOOK = `
  book                                -> done
  asset pounds GBP                    -> done
  asset euros EUR                     -> done
  equity owner GBP                    -> done
  equity t-gbp GBP min=none           -> done
  equity t-eur EUR min=none           -> done
  expense rest EUR min=none           -> done
  transfer pounds owner 1000000 GBP   -> posted`;

const legsOf = ({ postings }: JournalEntry) =>
  postings.map(({ account, direction, amount, currency }) => `${direction} ${account} ${amount} ${currency}`);
const lastAnswer = (script: string) =>
  JSON.parse(play(script).ledger.decided.at(-1)!.decision.answer!) as JournalEntry;

describe('An FX transfer', () => {
  it('sells at the rate through two trading accounts, and says that nothing remained', () => {
    const answer = lastAnswer(
      `${BOOK}\nfx euros pounds 1000 GBP 1.17250 EUR t-gbp t-eur rest, if pounds posted eq 1000000`,
    );
    expect(legsOf(answer)).toEqual([
      'DEBIT t-gbp 1000 GBP',
      'CREDIT pounds 1000 GBP',
      'DEBIT euros 1172 EUR',
      'CREDIT t-eur 1172 EUR',
    ]);
    expect(answer.kind).toBe('fx_transfer');
    expect(answer.exchange).toEqual({
      ...{ rate: '1.17250', sold: '1000', sold_currency: 'GBP', bought: '1172', bought_currency: 'EUR' },
      ...{ exact: '1172.5', rounded_off: '0.5', residue: '0' },
    });
  });

  it.each([
    ['1168', 'DEBIT rest 2 EUR', '2'],
    ['1172', 'CREDIT rest 2 EUR', '-2'],
  ])('puts what %s less or more came in on the rounding account', (bought, leg, residue) => {
    const answer = lastAnswer(`${BOOK}\nfx euros pounds 1000 GBP 1.17 EUR t-gbp t-eur rest ${bought}`);
    expect(legsOf(answer)).toEqual([
      ...['DEBIT t-gbp 1000 GBP', 'CREDIT pounds 1000 GBP'],
      ...[`DEBIT euros ${bought} EUR`, 'CREDIT t-eur 1170 EUR', leg],
    ]);
    expect(answer.exchange).toMatchObject({ exact: '1170', rounded_off: '0', bought, residue });
  });

  it('has no leg of rounding when just what the rate gives came in, nor looks at its account', () => {
    expectScript(`${BOOK}
      fx euros pounds 1000 GBP 1.17 EUR t-gbp t-eur nowhere 1170 -> posted pounds=999000 euros=1170 t-gbp=-1000 t-eur=1170
      fx euros pounds 1000 GBP 1.17 EUR t-gbp t-eur nowhere 1171 -> account_not_found
      fx euros pounds 1000 GBP 1.17 EUR t-gbp t-eur rest 1171    -> posted euros=2341 t-eur=2340 rest=-1`);
  });

  it('is undone with its residue, once', () => {
    expectScript(`${BOOK}
      fx euros pounds 1000 GBP 1.17 EUR t-gbp t-eur rest 1168 -> posted pounds=999000 euros=1168 rest=2
      reverse 8                                               -> posted pounds=1000000 euros=0 t-gbp=0 t-eur=0 rest=0
      reverse 8                                               -> already_reversed`);
  });

  it('refuses what came in just beyond what the last digit of the rate leaves open', () => {
    expectScript(`${BOOK}
      fx euros pounds 100000 GBP 1.17 EUR t-gbp t-eur rest 116499  -> rate_contradicts
      fx euros pounds 100000 GBP 1.17 EUR t-gbp t-eur rest 117501  -> rate_contradicts
      fx euros pounds 100000 GBP 1.17 EUR t-gbp t-eur rest 116500  -> posted rest=500
      fx euros pounds 100000 GBP 1.17 EUR t-gbp t-eur rest 117500  -> posted rest=0
      fx euros pounds 100000 GBP 1.170 EUR t-gbp t-eur rest 116949 -> rate_contradicts
      fx euros pounds 100000 GBP 1.170 EUR t-gbp t-eur rest 117051 -> rate_contradicts
      fx euros pounds 100000 GBP 1.170 EUR t-gbp t-eur rest 117050 -> posted rest=-50
      fx euros pounds 100 GBP 1.170000000000001 EUR t-gbp t-eur rest 116 -> rate_contradicts
      fx euros pounds 100 GBP 1.170000000000001 EUR t-gbp t-eur rest 119 -> rate_contradicts
      fx euros pounds 100 GBP 1.170000000000001 EUR t-gbp t-eur rest 118 -> posted rest=-51`);
    const { decision } = play(
      `${BOOK}\nfx euros pounds 100000 GBP 1.17 EUR t-gbp t-eur rest 117501`,
    ).ledger.decided.at(-1)!;
    expect(decision).toMatchObject({
      pointer: '/bought',
      detail:
        '100000 GBP at 1.17 are worth 117000 EUR, in minor units: 116500 to 117500 can have come in, and not 117501.',
    });
  });

  it('has minor units of 0 to 4 digits on either side', () => {
    expectScript(`${BOOK}
      asset yen JPY min=none        -> done
      equity t-jpy JPY min=none     -> done
      expense rest-jpy JPY min=none -> done
      asset dinars KWD min=none     -> done
      equity t-kwd KWD min=none     -> done
      expense rest-kwd KWD min=none -> done
      asset ufs CLF min=none        -> done
      equity t-clf CLF min=none     -> done
      fx dinars yen 1000 JPY 0.00201 KWD t-jpy t-kwd rest-kwd      -> posted yen=-1000 dinars=2010
      fx dinars yen 1000 JPY 0.00201 KWD t-jpy t-kwd rest-kwd 2005 -> posted dinars=4015 rest-kwd=5
      fx yen dinars 4015 KWD 497.5 JPY t-kwd t-jpy rest-jpy        -> posted dinars=0 yen=-3 t-kwd=5 t-jpy=-3
      fx yen dinars 1 KWD 497.5 JPY t-kwd t-jpy rest-jpy           -> worth_nothing
      fx ufs yen 39000 JPY 0.0000256 CLF t-jpy t-clf rest          -> posted ufs=9984
      fx euros ufs 10 CLF 40 EUR t-clf t-eur rest                  -> posted ufs=9974 euros=4`);
  });

  it('refuses what no posting could say, and what is no exchange', () => {
    expectScript(`${BOOK}
      in globex fx euros pounds 10 GBP 1.17 EUR t-gbp t-eur rest           -> book_not_found
      fx euros euros 10 GBP 1.17 EUR t-gbp t-eur rest                      -> accounts_must_differ
      fx euros pounds 10 GBP 1.17 EUR t-gbp t-gbp rest                     -> accounts_must_differ
      fx euros pounds 10 GBP 1.17 EUR t-gbp t-eur euros                    -> accounts_must_differ
      fx owner pounds 10 GBP 1 GBP t-gbp t-eur rest                        -> currencies_must_differ
      fx euros pounds 1 GBP 0.5 EUR t-gbp t-eur rest                       -> worth_nothing
      fx euros pounds 1 GBP 0.5 EUR t-gbp t-eur rest 1                     -> worth_nothing
      fx euros pounds 1 GBP 0.500000000000001 EUR t-gbp t-eur rest         -> posted euros=1
      fx euros pounds 500000000000000000 GBP 2 EUR t-gbp t-eur rest        -> amount_too_large
      fx euros pounds 10 USD 1.17 EUR t-gbp t-eur rest                     -> currency_mismatch
      fx euros pounds 10 GBP 1.17 USD t-gbp t-eur rest                     -> currency_mismatch
      fx euros pounds 10 GBP 0 EUR t-gbp t-eur rest                        -> dead_lettered
      fx euros owner 10 GBP 1.17 EUR t-gbp t-eur rest, at owner#9          -> version_conflict
      fx euros pounds 1000000 GBP 1.17 EUR t-gbp t-eur rest                -> insufficient_available_balance`);
  });

  it('takes the largest amounts, up to the largest total that an account can have turned over', () => {
    const most = 10n ** 18n - 1n;
    const sale = `fx euros pounds ${most} GBP 1 EUR t-gbp t-eur rest`;
    expectScript(`${BOOK}
      change pounds min=none -> done
      ${Array(9).fill(`${sale} -> posted`).join('\n')}
      ${sale} -> balance_overflow euros=${9n * most} rest=0 euros#9
      fx euros pounds ${2n ** 63n - 1n - 9n * most} GBP 1 EUR t-gbp t-eur rest -> posted euros=${2n ** 63n - 1n}
      fx euros pounds 1 GBP 1 EUR t-gbp t-eur rest                           -> balance_overflow`);
  });

  it('is an operation of a batch, which the next finds done', () => {
    const { ledger } = play(
      `${BOOK}\nbatch fx euros pounds 1000 GBP 1.17 EUR t-gbp t-eur rest 1168 | reverse ^0/0`,
    );
    const { decision } = ledger.decided.at(-1)!;
    expect(decision).toMatchObject({
      entries: [{ number: 2n, kind: 'fx_transfer' }, { kind: 'reversal' }],
      exchanges: [{ entry: 2n, residue: 2n }],
    });
    expect(JSON.parse(decision.answer!)).toMatchObject({
      results: [
        { type: 'fx_transfer', journal_entry: { number: '2', exchange: { bought: '1168', residue: '2' } } },
        { type: 'reversal' },
      ],
    });
    expectScript(`${BOOK}
      batch transfer pounds owner 1 GBP | fx euros pounds 1 GBP 9 EUR t-gbp t-eur rest 1 -> rate_contradicts pounds=1000000`);
  });
});

describe('A rate', () => {
  const check = checkerOf(FxTransferRequest);
  const request = {
    ...{ debit: 'euros', credit: 'pounds', sold: '1', sold_currency: 'GBP', bought_currency: 'EUR' },
    ...{ trading_sold: 't-gbp', trading_bought: 't-eur', rounding: 'rest' },
  };

  it.each(['1', '1.0', '0.1', '0.000000000000001', '999999999.999999999999999', '10.50', '100'])(
    'can be %s',
    (rate) => expect(check({ ...request, rate })).toEqual([]),
  );

  it.each([
    ...['0', '0.0', '0.000000000000000', '-1', '+1', '1.', '.5', '01', '1e3', '1,5', ' 1', ''],
    ...['1000000000', '1.0000000000000001', 'NaN', 'Infinity', '１', 1, null],
  ])('can not be %p', (rate) => {
    expect(check({ ...request, rate }).map(({ pointer }) => pointer)).toContain('/rate');
  });
});
