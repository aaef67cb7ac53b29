import { expectScript } from './ledger-script.testing';

describe('A limit', () => {
  it('holds at its very value, and not one unit further', () => {
    expectScript(`
      book                              -> done
      asset cash GBP min=-5 max=10      -> done
      asset open GBP min=none           -> done
      transfer cash open 10 GBP         -> posted cash=10 open=-10
      transfer cash open 1 GBP          -> limit_exceeded cash=10
      transfer open cash 15 GBP         -> posted cash=-5 open=5
      transfer open cash 1 GBP          -> insufficient_available_balance cash=-5
    `);
  });

  it('of liabilities, equity and income is on their credit side', () => {
    for (const type of ['liability', 'equity', 'income']) {
      expectScript(`
        book                          -> done
        ${type} owed GBP max=10       -> done
        asset open GBP min=none       -> done
        transfer owed open 1 GBP      -> insufficient_available_balance owed=0
        transfer open owed 10 GBP     -> posted owed=10 open=10
        transfer open owed 1 GBP      -> limit_exceeded owed=10
        transfer owed open 10 GBP     -> posted owed=0 open=0
      `);
    }
  });

  it('of assets and expenses is on their debit side', () => {
    for (const type of ['asset', 'expense']) {
      expectScript(`
        book                          -> done
        ${type} spent GBP max=10      -> done
        liability open GBP min=none   -> done
        transfer open spent 1 GBP     -> insufficient_available_balance spent=0
        transfer spent open 10 GBP    -> posted spent=10 open=10
        transfer spent open 1 GBP     -> limit_exceeded spent=10
      `);
    }
  });

  it('is 0 below and none above unless given', () => {
    expectScript(`
      book                                       -> done
      asset cash GBP                             -> done
      asset open GBP min=none                    -> done
      transfer open cash 1 GBP                   -> insufficient_available_balance
      transfer cash open 999999999999999999 GBP  -> posted cash=999999999999999999
      transfer open cash 999999999999999999 GBP  -> posted cash=0
    `);
  });

  it('welcomes whatever comes back towards it, and refuses what goes further away', () => {
    expectScript(`
      book                                   -> done
      asset deposit GBP min=100              -> done
      liability loan GBP min=-10 max=-5      -> done
      asset open GBP min=none                -> done
      transfer deposit open 40 GBP           -> posted deposit=40
      transfer open deposit 1 GBP            -> insufficient_available_balance deposit=40
      transfer deposit open 60 GBP           -> posted deposit=100
      transfer open deposit 1 GBP            -> insufficient_available_balance deposit=100
      transfer open loan 1 GBP               -> limit_exceeded loan=0
      transfer loan open 3 GBP               -> posted loan=-3
      transfer open loan 1 GBP               -> limit_exceeded loan=-3
      transfer loan open 7 GBP               -> posted loan=-10
      transfer loan open 1 GBP               -> insufficient_available_balance loan=-10
    `);
  });

  it('may leave an account one balance only', () => {
    expectScript(`
      book                           -> done
      asset gone GBP min=0 max=0     -> done
      asset open GBP min=none        -> done
      transfer gone open 1 GBP       -> limit_exceeded gone=0
      transfer open gone 1 GBP       -> insufficient_available_balance gone=0
      entry D gone 1 GBP, C gone 1 GBP -> posted gone=0 gone#2
    `);
  });
});

describe('An entry with several postings on an account', () => {
  it('is held to limits as a whole, in whatever order its postings stand', () => {
    expectScript(`
      book                                                                    -> done
      asset cash GBP max=10                                                   -> done
      asset open GBP min=none                                                 -> done
      entry C cash 5 GBP, D cash 8 GBP, C open 3 GBP                          -> posted cash=3 open=-3
      entry D cash 90 GBP, C cash 83 GBP, C open 7 GBP                        -> posted cash=10 open=-10
      entry D cash 1 GBP, C cash 1 GBP                                        -> posted cash=10
      entry C cash 5 GBP, C cash 6 GBP, D open 11 GBP                         -> insufficient_available_balance cash=10
      entry D cash 2 GBP, C cash 1 GBP, C open 1 GBP                          -> limit_exceeded cash=10 cash#6 open#2
    `);
  });

  it('gives each posting a version and totals of its own', () => {
    const ledger = expectScript(`
      book                                                              -> done
      asset cash GBP                                                    -> done
      liability card GBP                                                -> done
      transfer cash card 4 GBP                                          -> posted cash#1 card#1
      entry D cash 7 GBP, C cash 2 GBP, C card 6 GBP, D cash 1 GBP      -> posted cash=10 card=10 cash#4 card#2
    `);
    const {
      entries: [entry],
      answer,
    } = ledger.decided.at(-1)!.decision;
    const pending = { debitsPending: 0n, creditsPending: 0n };
    const leg = { layer: 'posted', currency: 'GBP' };
    const cash = { ...leg, account: 1, accountName: 'cash' };
    expect(entry!.postings).toEqual([
      {
        ...cash,
        direction: 'DEBIT',
        amount: 7n,
        version: 2n,
        totals: { debitsPosted: 11n, creditsPosted: 0n, ...pending },
      },
      {
        ...cash,
        direction: 'CREDIT',
        amount: 2n,
        version: 3n,
        totals: { debitsPosted: 11n, creditsPosted: 2n, ...pending },
      },
      {
        ...{ ...leg, account: 2, accountName: 'card', direction: 'CREDIT', amount: 6n, version: 2n },
        totals: { debitsPosted: 0n, creditsPosted: 10n, ...pending },
      },
      {
        ...cash,
        direction: 'DEBIT',
        amount: 1n,
        version: 4n,
        totals: { debitsPosted: 12n, creditsPosted: 2n, ...pending },
      },
    ]);
    const answered = JSON.parse(answer!) as { postings: { balance_after: string; version: string }[] };
    expect(answered.postings.map((posting) => [posting.version, posting.balance_after])).toEqual([
      ...[
        ['2', '11'],
        ['3', '9'],
        ['2', '10'],
        ['4', '10'],
      ],
    ]);
  });
});

describe('An entry in several currencies', () => {
  it('nets to zero in each of them', () => {
    expectScript(`
      book                                                                            -> done
      asset gbp GBP                                                                   -> done
      asset usd USD                                                                   -> done
      equity fx-gbp GBP min=none                                                      -> done
      equity fx-usd USD min=none                                                      -> done
      entry D gbp 80 GBP, C fx-gbp 80 GBP, D usd 100 USD, C fx-usd 100 USD            -> posted gbp=80 usd=100
      entry C gbp 8 GBP, D fx-gbp 8 GBP, D usd 10 USD, C fx-usd 10 USD                -> posted gbp=72 usd=110
      entry D gbp 5 GBP, C fx-gbp 5 GBP, D usd 6 USD, C fx-usd 5 USD                  -> unbalanced_entry gbp=72
      entry D gbp 5 GBP, C usd 5 USD                                                  -> unbalanced_entry
      entry D gbp 5 GBP, C fx-gbp 4 GBP, D usd 4 USD, C fx-usd 5 USD                  -> unbalanced_entry
      entry D gbp 5 GBP, C usd 5 GBP                                                  -> currency_mismatch
      entry D gbp 5 GBP, D fx-gbp 5 GBP                                               -> unbalanced_entry
      transfer usd fx-usd 999 USD                                                     -> posted usd=1109 fx-usd=1109
    `);
  });
});

describe('Expected versions', () => {
  it('must all be met, also by accounts that the entry does not touch', () => {
    expectScript(`
      book                                          -> done
      asset cash GBP                                -> done
      liability card GBP                            -> done
      asset watch USD                               -> done
      transfer cash card 1 GBP, at cash#0 card#0    -> posted cash#1 card#1
      transfer cash card 1 GBP, at cash#0           -> version_conflict cash#1
      transfer cash card 1 GBP, at cash#2           -> version_conflict cash#1
      transfer cash card 1 GBP, at cash#1 watch#1   -> version_conflict cash#1
      transfer cash card 1 GBP, at watch#0 cash#1   -> posted cash#2
      entry D cash 1 GBP, C card 1 GBP, at watch#0  -> posted cash#3
      entry D cash 1 GBP, C card 1 GBP, at cash#9223372036854775807  -> version_conflict
      entry D cash 1 GBP, C card 1 GBP, at cash#9999999999999999999  -> version_conflict
    `);
  });

  it('are compared before the entry, however often it touches the account', () => {
    expectScript(`
      book                                                                    -> done
      asset cash GBP                                                          -> done
      liability card GBP                                                      -> done
      entry D cash 1 GBP, D cash 1 GBP, C card 2 GBP, at cash#0 card#0        -> posted cash#2 card#1
      entry D cash 1 GBP, D cash 1 GBP, C card 2 GBP, at cash#2 card#1        -> posted cash#4 card#2
    `);
  });
});

describe('Totals near 2^63', () => {
  const NINE_TIMES = Array(9).fill('transfer cash card 999999999999999999 GBP -> posted').join('\n');

  it('are refused, never wrapped', () => {
    expectScript(`
      book                                          -> done
      asset cash GBP                                -> done
      liability card GBP                            -> done
      ${NINE_TIMES}
      transfer cash card 223372036854775817 GBP     -> balance_overflow cash=8999999999999999991
      transfer cash card 223372036854775816 GBP     -> posted cash=9223372036854775807 card=9223372036854775807
      transfer cash card 1 GBP                      -> balance_overflow cash=9223372036854775807 cash#10
      transfer card cash 1 GBP                      -> posted cash=9223372036854775806 card=9223372036854775806
      transfer cash card 1 GBP                      -> balance_overflow
    `);
  });

  it('count on each side by itself, within an entry too', () => {
    expectScript(`
      book                                                                                 -> done
      asset cash GBP                                                                       -> done
      liability card GBP min=none                                                          -> done
      ${NINE_TIMES}
      entry D cash 999999999999999999 GBP, C cash 999999999999999999 GBP                   -> balance_overflow cash#9
      entry C card 999999999999999999 GBP, D card 999999999999999999 GBP                   -> balance_overflow card#9
      entry D card 999999999999999999 GBP, C cash 999999999999999999 GBP                   -> posted cash=7999999999999999992
    `);
  });
});
