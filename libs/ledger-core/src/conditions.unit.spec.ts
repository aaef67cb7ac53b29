import { expectScript, play, recordOf } from './ledger-script.testing';

/** 100 GBP are owed to a customer, 60 of which are held. */
const BOOK = `
  book                                                     -> done
  asset bank GBP                                           -> done
  liability customer GBP                                   -> done
  liability merchant GBP                                   -> done
  transfer bank customer 100 GBP                           -> posted
  hold customer merchant 60 GBP                            -> posted`;

describe('A condition', () => {
  it('is met at its very value, on the normal side of the account', () => {
    expectScript(`${BOOK}
      transfer bank merchant 1 GBP, if customer posted gte 100     -> posted
      transfer bank merchant 1 GBP, if customer posted gte 101     -> condition_failed
      transfer bank merchant 1 GBP, if customer posted lte 100     -> posted
      transfer bank merchant 1 GBP, if customer posted lte 99      -> condition_failed
      transfer bank merchant 1 GBP, if customer posted eq 100      -> posted
      transfer bank merchant 1 GBP, if customer posted eq -100     -> condition_failed
      transfer bank merchant 1 GBP, if bank posted eq 103          -> posted
      transfer bank merchant 1 GBP, if customer available gte 40   -> posted
      transfer bank merchant 1 GBP, if customer available gte 41   -> condition_failed
      transfer bank merchant 1 GBP, if customer available lte 40   -> posted
      transfer bank merchant 1 GBP, if customer available lte 39   -> condition_failed`);
  });

  it('guards whatever becomes of a hold, and reversals', () => {
    expectScript(`${BOOK}
      capture 5 1, if customer posted eq 99                        -> condition_failed
      capture 5 1, at customer#1                                   -> version_conflict
      capture 5 1, if customer posted eq 100, at customer#2        -> posted
      void 5, if customer posted eq 100                            -> condition_failed
      void 5, at customer#2                                        -> version_conflict
      reverse 4, if customer posted eq 100                         -> condition_failed
      hold customer merchant 1 GBP, if customer available eq 41    -> condition_failed
      void 5, if customer posted eq 99, at customer#4              -> posted`);
  });

  it('that is not met is pointed at', () => {
    const { ledger } = play(BOOK);
    const pointerOf = (event: string, at: number) => ledger.decide(recordOf(event, at)).decision.pointer;
    const unmet = 'if customer posted eq 100, if customer posted eq 99';
    expect(pointerOf(`transfer bank merchant 1 GBP, ${unmet}`, 10)).toBe('/conditions/1');
    expect(pointerOf('transfer bank merchant 1 GBP, if customer posted eq 99', 11)).toBe('/conditions/0');
    expect(pointerOf('capture 5, if customer posted eq 99', 12)).toBe('/conditions/0');
    const batch = `batch transfer bank merchant 1 GBP | transfer bank merchant 1 GBP, ${unmet}`;
    expect(pointerOf(batch, 13)).toBe('/operations/1/conditions/1');
    expect(pointerOf('transfer bank nowhere 1 GBP', 14)).toBeNull();
  });
});
