import { expectScript } from './ledger-script.testing';

/** Accounts in every state, a closed month, and a hold on what is suspended afterwards. */
const BOOK = `
  book                                                            -> done
  month -2000 -1000                                               -> done
  asset a GBP min=none                                            -> done
  asset b GBP min=none                                            -> done
  asset poor GBP                                                  -> done
  asset full GBP min=none max=0                                   -> done
  asset usd USD                                                   -> done
  asset shut GBP min=none                                         -> done
  asset frozen GBP min=none                                       -> done
  transfer frozen a 9 GBP                                         -> posted
  hold frozen a 5 GBP, until 1000                                 -> posted
  hold a b 5 GBP                                                  -> posted
  transfer shut a 1 GBP                                           -> posted
  transfer a shut 1 GBP                                           -> posted
  transfer poor full 1 GBP                                        -> posted
  transfer full poor 1 GBP                                        -> posted
  suspend frozen                                                  -> done
  close shut                                                      -> done`;

/** Each line offends two rules that follow one another in docs/refusals.md, and is refused for the first of them. */
describe('Of two causes the first is told', () => {
  it('of a hold', () => {
    expectScript(`${BOOK}
      in globex hold a a 1 GBP                                    -> book_not_found
      hold a a 1 GBP, until 0                                     -> accounts_must_differ
      hold nowhere a 1 GBP, until 0                               -> hold_expired
      hold usd nowhere 1 GBP                                      -> account_not_found
      hold usd a 1 GBP, if nowhere posted eq 0                    -> account_not_found
      hold usd shut 1 GBP                                         -> currency_mismatch
      hold frozen shut 1 GBP                                      -> account_closed
      hold frozen a 1 GBP, at a#99                                -> account_suspended
      hold a b 1 GBP, at a#99, if a posted lte -999               -> version_conflict
      hold b poor 1 GBP, if a posted lte -999                     -> condition_failed
      hold full poor 1 GBP                                        -> insufficient_available_balance
      hold full a 1 GBP                                           -> limit_exceeded`);
  });

  it('of a capture', () => {
    expectScript(`${BOOK}
      in globex capture 0                                         -> book_not_found
      capture 9                                                   -> hold_not_found
      @1000 capture 10 6                                          -> hold_expired
      capture 11 6, on -1                                         -> capture_exceeds_hold
      capture 11, at nowhere#0, on -1                             -> precedes_hold
      month 500 1000                                              -> done
      capture 11, at nowhere#0, on 700                            -> account_not_found
      capture 11, on 700, at a#99                                 -> period_closed
      capture 11, at a#99, if a posted lte -999                   -> version_conflict
      capture 11, if a posted lte -999                            -> condition_failed
      capture 11                                                  -> posted
      capture 11 6                                                -> hold_already_captured`);
    expectScript(`${BOOK}
      capture 10 6                                                -> capture_exceeds_hold
      capture 10, at nowhere#0                                    -> account_not_found
      @900 month 500 900                                          -> done
      capture 10, on 700                                          -> account_suspended`);
  });

  it('of a void and of an expiry', () => {
    expectScript(`${BOOK}
      void 11, at nowhere#0 a#99                                  -> account_not_found
      void 11, at a#99, if a posted lte -999                      -> version_conflict
      void 11, if a posted lte -999                               -> condition_failed
      expire 10                                                   -> hold_not_due
      void 11                                                     -> posted
      void 11, at nowhere#0                                       -> hold_already_voided
      expire 11                                                   -> hold_already_voided`);
  });

  it('of a reversal', () => {
    expectScript(`${BOOK}
      in globex reverse 0                                         -> book_not_found
      reverse 10, at nowhere#0                                    -> moved_no_money
      reverse 12, at nowhere#0                                    -> account_not_found
      reverse 12, on -1500                                        -> account_closed
      reverse 9, on -1500                                         -> account_suspended
      reverse 14, on -1500, at a#99                               -> period_closed
      reverse 14, at a#99, if a posted lte -999                   -> version_conflict
      reverse 14, if a posted lte -999                            -> condition_failed
      reverse 14                                                  -> insufficient_available_balance
      reverse 15                                                  -> posted`);
  });

  it('of a change of an account', () => {
    expectScript(`${BOOK}
      in globex change nowhere 9.9 min=1 max=0                    -> book_not_found
      change nowhere 9.9 min=1 max=0                              -> account_not_found
      change shut 9.9 min=1 max=0                                 -> account_closed
      change a 9.9 min=1 max=0                                    -> version_conflict
      change a min=1 max=0                                        -> limits_contradict`);
  });

  it('of a batch', () => {
    expectScript(`${BOOK}
      in globex batch transfer a a 1 GBP                          -> book_not_found
      batch transfer a poor 1 GBP | transfer a a 1 GBP            -> insufficient_available_balance
      batch transfer a b 1 GBP | transfer a a 1 GBP | transfer a poor 1 GBP -> accounts_must_differ`);
  });
});
