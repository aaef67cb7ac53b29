import { expectScript } from './ledger-script.testing';

/** Two accounts that may go as low as they like, and three months, the second of which is closed first. */
const BOOK = `
  book                                            -> done
  asset a GBP min=none                            -> done
  asset b GBP min=none                            -> done
  transfer a b 9 GBP, on -1500                    -> posted
  hold a b 5 GBP                                  -> posted
  @1999 month 1000 2000                           -> period_not_over
  @2000 month 1000 2000                           -> done
  @2000 month -2000 -1000                         -> done
  @9000000000 month 5000000000 5000001000         -> done`;

describe('A closed month', () => {
  it('takes nothing from its first moment to its last, and leaves alone what lies around it', () => {
    expectScript(`${BOOK}
      transfer a b 1 GBP, on -2001                -> posted
      transfer a b 1 GBP, on -2000                -> period_closed
      transfer a b 1 GBP, on -1001                -> period_closed
      transfer a b 1 GBP, on -1000                -> posted
      transfer a b 1 GBP, on 999                  -> posted
      transfer a b 1 GBP, on 1000                 -> period_closed
      transfer a b 1 GBP, on 1999                 -> period_closed
      transfer a b 1 GBP, on 2000                 -> posted
      transfer a b 1 GBP, on 5000000999           -> period_closed
      transfer a b 1 GBP                          -> posted a=14 b=-14`);
  });

  it('takes no movement of money of any kind', () => {
    expectScript(`${BOOK}
      entry D a 1 GBP, C b 1 GBP, on 1500         -> period_closed
      reverse 3, on 1500                          -> period_closed
      capture 4, on 1500                          -> period_closed
      batch transfer a b 1 GBP | transfer a b 1 GBP, on 1500 -> period_closed a=9
      reverse 3                                   -> posted a=0
      capture 4                                   -> posted a=5`);
  });

  it('stays closed when others are closed, and can not be closed again', () => {
    expectScript(`${BOOK}
      month 1000 2000                             -> period_already_closed
      month -2000 -1000                           -> period_already_closed
      month 5000000000 5000001000                 -> period_already_closed`);
  });
});
