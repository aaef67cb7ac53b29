import { expectScript, play } from './ledger-script.testing';

const BOOK = `
  book                                            -> done
  asset a GBP min=none                            -> done
  asset b GBP min=none                            -> done
  transfer a b 9 GBP                              -> posted a=9 b=-9
  transfer a b 1 GBP                              -> posted a=10 b=-10`;

describe('A reversal', () => {
  it('undoes an entry once, and is not undone itself', () => {
    expectScript(`${BOOK}
      reverse 3                                   -> posted a=1 b=-1
      reverse 3                                   -> already_reversed
      reverse 5                                   -> is_a_reversal a=1
      reverse 4                                   -> posted a=0 b=0
      reverse 1                                   -> journal_entry_not_found
      in globex reverse 3                         -> book_not_found`);
  });

  it('is known to what comes after it in the same batch', () => {
    expectScript(`${BOOK}
      batch reverse 3 | reverse 3                 -> already_reversed a=10
      batch reverse 3 | reverse ^0/0              -> is_a_reversal a=10
      batch transfer a b 5 GBP | reverse ^0/0     -> posted a=10
      reverse ^1/0                                -> already_reversed
      batch reverse 3 | reverse 4                 -> posted a=0
      reverse 4                                   -> already_reversed`);
  });

  it('turns every posting round, and names what it undoes by number and id', () => {
    const { ledger } = play(`${BOOK}\nreverse 3`);
    const [undone, , reversal] = ledger.decided.flatMap(({ decision }) => decision.entries);
    expect(reversal).toMatchObject({ kind: 'reversal', reverses: { number: 1n, id: undone!.id } });
    expect(reversal!.postings).toMatchObject([
      { accountName: 'a', layer: 'posted', direction: 'CREDIT', amount: 9n, currency: 'GBP', version: 3n },
      { accountName: 'b', layer: 'posted', direction: 'DEBIT', amount: 9n, currency: 'GBP', version: 3n },
    ]);
  });
});
