import { availableBalance, highestBalance } from './balance';
import { expectScript } from './ledger-script.testing';

/** A customer with 100 GBP on account, and a merchant. */
const BOOK = `
  book                                                     -> done
  asset bank GBP                                           -> done
  liability customer GBP                                   -> done
  liability merchant GBP                                   -> done
  transfer bank customer 100 GBP                           -> posted`;

describe('A hold', () => {
  it('takes from what is available, and nothing from what is posted', () => {
    const ledger = expectScript(`${BOOK}
      hold customer merchant 60 GBP                        -> posted customer=100 merchant=0 customer#2
      hold customer merchant 41 GBP                        -> insufficient_available_balance
      transfer customer merchant 41 GBP                    -> insufficient_available_balance
      transfer customer merchant 40 GBP, if customer available eq 40, if customer posted eq 100 -> posted customer=60 merchant=40
      hold customer merchant 1 GBP                         -> insufficient_available_balance`);
    expect(availableBalance(ledger.account('acme', 'customer')!.totals, 'CREDIT')).toBe(0n);
    expect(availableBalance(ledger.account('acme', 'merchant')!.totals, 'CREDIT')).toBe(40n);
    expect(highestBalance(ledger.account('acme', 'merchant')!.totals, 'CREDIT')).toBe(100n);
  });

  it('is captured in parts and gives back the rest at last', () => {
    expectScript(`${BOOK}
      hold customer merchant 60 GBP                        -> posted
      capture 5 20                                         -> posted customer=80 merchant=20
      capture 5 41                                         -> capture_exceeds_hold
      capture 5 10 final                                   -> posted customer=70 merchant=30
      capture 5                                            -> hold_already_captured
      void 5                                               -> hold_already_captured
      hold customer merchant 70 GBP                        -> posted`);
  });

  it('is captured in full where no amount is said', () => {
    expectScript(`${BOOK}
      hold customer merchant 60 GBP                        -> posted
      capture 5                                            -> posted customer=40 merchant=60
      reverse 6                                            -> posted customer=100 merchant=0
      capture 5                                            -> hold_already_captured`);
  });

  it('is given back when it is voided, once', () => {
    expectScript(`${BOOK}
      hold customer merchant 60 GBP                        -> posted
      void 5                                               -> posted customer=100
      void 5                                               -> hold_already_voided
      capture 5 1                                          -> hold_already_voided
      expire 5                                             -> hold_already_voided
      hold customer merchant 100 GBP                       -> posted`);
  });

  it('expires by the time of the event, whoever asks, and can not be captured from that moment on', () => {
    expectScript(`${BOOK}
      @1000 hold customer merchant 60 GBP, until 1000      -> hold_expired
      @1000 hold customer merchant 60 GBP, until 2000      -> posted
      @1999 expire 6                                       -> hold_not_due
      @1999 capture 6 10                                   -> posted
      @2000 capture 6 10                                   -> hold_expired
      @1500 capture 6 10                                   -> hold_expired
      @2000 expire 6                                       -> posted customer=90
      @2001 expire 6                                       -> hold_expired
      @2001 void 6                                         -> hold_expired
      hold customer merchant 90 GBP                        -> posted
      expire 14                                            -> hold_not_due`);
  });

  it('keeps its accounts from being closed, and what is suspended can give back but not reserve or capture', () => {
    expectScript(`${BOOK}
      hold customer merchant 60 GBP                        -> posted
      close merchant                                       -> account_has_holds
      suspend merchant                                     -> done
      hold customer merchant 1 GBP                         -> account_suspended
      capture 5 1                                          -> account_suspended
      void 5                                               -> posted
      close merchant                                       -> done`);
  });

  it('counts towards the highest balance when it is reserved, so that capturing it can not fail', () => {
    expectScript(`${BOOK}
      liability capped GBP max=50                          -> done
      hold customer capped 51 GBP                          -> limit_exceeded
      hold customer capped 50 GBP                          -> posted
      transfer customer capped 1 GBP                       -> limit_exceeded
      capture 7                                            -> posted capped=50`);
  });

  it('is not undone by a reversal of what reserved or gave it back', () => {
    expectScript(`${BOOK}
      hold customer merchant 60 GBP                        -> posted
      void 5                                               -> posted
      reverse 5                                            -> moved_no_money
      reverse 6                                            -> moved_no_money`);
  });

  it('is captured with effect from when it was made itself, and no earlier', () => {
    expectScript(`${BOOK}
      @1000 hold customer merchant 60 GBP                  -> posted
      @2000 capture 5 10, on 999                           -> precedes_hold
      @2000 batch capture 5 10, on 999                     -> precedes_hold
      @2000 capture 5 10, on 1000                          -> posted customer=90
      @2000 capture 5 10, on 1500                          -> posted customer=80
      @2000 capture 5 10, on 9000                          -> posted customer=70
      @1500 capture 5 10                                   -> posted customer=60
      @1500 batch hold customer merchant 5 GBP | capture ^0/0, on 1999 -> precedes_hold
      @1500 batch hold customer merchant 5 GBP | capture ^0/0, on 2000 -> posted customer=55`);
  });

  it('is found in its own book alone', () => {
    expectScript(`${BOOK}
      hold customer merchant 60 GBP                        -> posted
      in globex void 5                                     -> book_not_found
      void 4                                               -> hold_not_found
      capture 4                                            -> hold_not_found
      expire 4                                             -> hold_not_found
      hold customer customer 1 GBP                         -> accounts_must_differ`);
  });
});
