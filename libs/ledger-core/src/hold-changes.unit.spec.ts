import { Account } from '@pacioli/contracts/account';
import type { Hold, HoldMovement } from '@pacioli/contracts/hold';
import { JournalEntry } from '@pacioli/contracts/journal-entry';
import { checkerOf } from '@pacioli/contracts/schema';
import { expectScript, play, recordOf } from './ledger-script.testing';

/** Two holds of 60 and 30 GBP, of which the second expires. */
const BOOK = `
  book                                            -> done
  asset bank GBP                                  -> done
  liability customer GBP                          -> done
  liability merchant GBP                          -> done
  transfer bank customer 100 GBP                  -> posted
  hold customer merchant 60 GBP                   -> posted
  hold customer merchant 30 GBP, until 1000       -> posted`;

/** What is recorded of holds by events that are played after the book, and answered. */
function settled(...events: string[]) {
  const { ledger } = play(BOOK);
  return events.map((event, at) => {
    const { decision } = ledger.decide(recordOf(event, 10 + at));
    const { captured, voided, expired, ...rest } = decision.holdChanges[0]!;
    const answer = JSON.parse(decision.answer!) as Hold | HoldMovement;
    const { status, remaining } = 'hold' in answer ? answer.hold : answer;
    return { ...rest, amounts: [captured, voided, expired], told: `${status} ${remaining}` };
  });
}

describe('What becomes of a hold', () => {
  it('is counted, and summed up from one change to the next', () => {
    expect(settled('capture 5 10', 'capture 5 15', 'void 5')).toMatchObject([
      { hold: 2n, revision: 1n, entry: 4n, amounts: [10n, 0n, 0n], told: 'open 50' },
      { hold: 2n, revision: 2n, entry: 5n, amounts: [25n, 0n, 0n], told: 'open 35' },
      { hold: 2n, revision: 3n, entry: 6n, amounts: [25n, 35n, 0n], told: 'closed 0' },
    ]);
  });

  it.each([
    ['captured in full', 'capture 6', [30n, 0n, 0n], 'captured 0'],
    ['captured in part for the last time', 'capture 6 10 final', [10n, 20n, 0n], 'closed 0'],
    ['voided', 'void 6', [0n, 30n, 0n], 'voided 0'],
    ['expired', '@1000 expire 6', [0n, 0n, 30n], 'expired 0'],
  ])('is told as it is recorded: %s', (_, event, amounts, told) => {
    expect(settled(event)).toMatchObject([{ hold: 3n, revision: 1n, entry: 4n, amounts, told }]);
  });

  it('takes what was captured before into account, whatever comes last', () => {
    const after = (event: string) => settled('capture 6 10', event)[1];
    expect(after('capture 6')).toMatchObject({ amounts: [30n, 0n, 0n], told: 'captured 0' });
    expect(after('capture 6 5 final')).toMatchObject({ amounts: [15n, 15n, 0n], told: 'closed 0' });
    expect(after('void 6')).toMatchObject({ amounts: [10n, 20n, 0n], told: 'closed 0' });
    expect(after('@1000 expire 6')).toMatchObject({ amounts: [10n, 0n, 20n], told: 'closed 0' });
  });

  it('decides what is said when nothing remains of it', () => {
    expectScript(`${BOOK}
      capture 6 10                                -> posted
      @1000 expire 6                              -> posted
      capture 6                                   -> hold_expired
      void 6                                      -> hold_expired
      capture 5 10                                -> posted
      void 5                                      -> posted
      void 5                                      -> hold_already_captured
      capture 5                                   -> hold_already_captured`);
  });

  it('is released on both accounts, and what is captured is posted, within one entry', () => {
    const { ledger } = play(`${BOOK}\ncapture 5 10 final`);
    const [entry] = ledger.decided.at(-1)!.decision.entries;
    const said = entry!.postings.map(({ account, layer, direction, amount }) => [
      ...[account, layer, direction, amount],
    ]);
    expect(said).toEqual([
      [2, 'released', 'DEBIT', 60n],
      [3, 'released', 'CREDIT', 60n],
      [2, 'posted', 'DEBIT', 10n],
      [3, 'posted', 'CREDIT', 10n],
    ]);
  });

  it('is recorded of a hold with its accounts, its amount and its end', () => {
    const { ledger } = play(BOOK);
    const holds = ledger.decided.flatMap(({ decision }) => decision.holds);
    const accounts = { debit: 2, debitName: 'customer', credit: 3, creditName: 'merchant', currency: 'GBP' };
    expect(holds).toEqual([
      { ...accounts, entry: 2n, amount: 60n, expiresAt: null },
      { ...accounts, entry: 3n, amount: 30n, expiresAt: 1000 },
    ]);
  });

  it('keeps pending totals from running over, as posted ones are', () => {
    const nine = Array(9).fill('hold a b 999999999999999999 GBP -> posted').join('\n');
    expectScript(`
      book                                        -> done
      asset a GBP min=none                        -> done
      asset b GBP min=none                        -> done
      ${nine}
      hold a b 223372036854775817 GBP             -> balance_overflow
      hold a b 223372036854775816 GBP             -> posted
      hold a b 1 GBP                              -> balance_overflow`);
  });

  it('is told as the contract says, though a balance with what is pending has more digits than one without', () => {
    const all = (verb: string) =>
      [...Array<string>(9).fill('999999999999999999'), '223372036854775816']
        .map((amount) => `${verb} a b ${amount} GBP -> posted`)
        .join('\n');
    const { decided } = expectScript(`
      book                                        -> done
      asset a GBP min=none                        -> done
      asset b GBP min=none                        -> done
      ${all('transfer')}
      ${all('hold')}
      transfer b a 1 GBP                          -> posted
      suspend a                                   -> done
      suspend b                                   -> done`);
    const [entry, a, b] = decided.slice(-3).map(({ decision }) => JSON.parse(decision.answer!) as unknown);
    expect(a).toMatchObject({
      balances: { pending: '18446744073709551613', available: '9223372036854775806' },
    });
    expect(b).toMatchObject({
      balances: { pending: '-18446744073709551613', available: '-18446744073709551613' },
    });
    expect(entry).toMatchObject({ postings: [{ available_after: '-18446744073709551613' }, {}] });
    expect(checkerOf(JournalEntry)(entry)).toEqual([]);
    for (const account of [a, b]) expect(checkerOf(Account)(account)).toEqual([]);
  });
});
