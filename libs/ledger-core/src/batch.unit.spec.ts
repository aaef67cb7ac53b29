import { paymentRecord } from '@pacioli/contracts/payment-event.testing';
import type { Batch } from '@pacioli/contracts/batch';
import { MOST_METADATA } from '@pacioli/contracts/field';
import type { Hold } from '@pacioli/contracts/hold';
import fc from 'fast-check';
import { expectScript, play, recordOf } from './ledger-script.testing';

const BOOK = `
  book                  -> done
  asset psp GBP min=none -> done
  liability a GBP       -> done
  liability b GBP       -> done
`;

describe('A batch', () => {
  it('makes each movement on what the one before it left, and answers as each would have been answered', () => {
    const batch = 'batch transfer psp a 10 GBP | hold a b 4 GBP | capture ^0/1 3 final | reverse ^0/2';
    const { ledger } = play(`${BOOK}\n${batch}`);
    const { decision } = ledger.decided.at(-1)!;
    expect(decision.entries.map(({ number, kind }) => [number, kind])).toEqual([
      [1n, 'transfer'],
      [2n, 'hold'],
      [3n, 'capture'],
      [4n, 'reversal'],
    ]);
    expect(decision.entries.map(({ id }) => id.slice(-4))).toEqual(['0000', '0001', '0002', '0003']);
    expect(decision.holds).toMatchObject([{ entry: 2n, amount: 4n }]);
    expect(decision.holdChanges).toMatchObject([
      { hold: 2n, revision: 1n, entry: 3n, captured: 3n, voided: 1n, expired: 0n },
    ]);
    const { results } = JSON.parse(decision.answer!) as Batch;
    expect(results).toMatchObject([
      {
        type: 'transfer',
        journal_entry: { number: '1', postings: [{ account: 'psp' }, { balance_after: '10' }] },
      },
      { type: 'hold', hold: { status: 'open', remaining: '4' } },
      {
        type: 'capture',
        hold: { status: 'closed', captured: '3', voided: '1' },
        journal_entry: { number: '3' },
      },
      { type: 'reversal', journal_entry: { kind: 'reversal', reverses: decision.entries[2]!.id } },
    ]);
    expect(ledger.account('acme', 'a')).toMatchObject({
      totals: { creditsPosted: 13n, debitsPosted: 3n, debitsPending: 0n },
    });
  });

  it('makes nothing when one of them is refused, and says which and why', () => {
    const ledger = expectScript(`${BOOK}
      batch transfer psp a 10 GBP | transfer a b 11 GBP | transfer psp b 1 GBP -> insufficient_available_balance a=0 b=0 psp#0
      batch transfer psp a 10 GBP | transfer a b 1 GBP, if b posted gte 1      -> condition_failed a=0 b=0
      in globex batch transfer psp a 10 GBP                                    -> book_not_found
      batch transfer psp a 10 GBP                                              -> posted a=10`);
    const [short, conditional, unknown] = ledger.decided.slice(4).map(({ decision }) => decision);
    expect(short).toMatchObject({ pointer: '/operations/1', entries: [], answer: null });
    expect(short!.detail).toBe(
      'Operation 1: Account a has 10 available and would be left with -1; its lowest is 0.',
    );
    expect(conditional).toMatchObject({ pointer: '/operations/1/conditions/0' });
    expect(unknown).toMatchObject({ pointer: null });
  });

  it('has at most 30,000 postings', () => {
    const { ledger } = play(BOOK);
    const leg = (direction: string, account: string) => ({
      account,
      direction,
      amount: '1',
      currency: 'GBP',
    });
    const postings = [
      ...Array<object>(500).fill(leg('DEBIT', 'psp')),
      ...Array<object>(500).fill(leg('CREDIT', 'a')),
    ];
    const entries = Array<object>(30).fill({ type: 'journal_entry', postings });
    const last = { type: 'transfer', debit: 'psp', credit: 'a', amount: '1', currency: 'GBP' };
    const outcomeOf = (operations: object[], idempotencyKey: string) =>
      ledger.decide(paymentRecord('batch.requested.v1', { operations }, { idempotencyKey })).decision;
    expect(outcomeOf([...entries, last], 'too many')).toMatchObject({
      code: 'batch_too_large',
      pointer: '/operations/30',
    });
    expect(outcomeOf(entries, 'as many')).toMatchObject({ status: 'posted' });
  });

  it('is refused when it says too much of what was held, however few postings it has', () => {
    const { ledger } = play(BOOK + 'transfer psp a 999 GBP -> posted');
    const metadata = Object.fromEntries(
      Array.from({ length: MOST_METADATA }, (_, at) => [`k${at}`, '\u0001'.repeat(500)]),
    );
    const held = { debit: 'a', credit: 'b', amount: '900', currency: 'GBP', metadata };
    const { decision } = ledger.decide(paymentRecord('hold.requested.v1', held, { idempotencyKey: 'hold' }));
    const { id } = JSON.parse(decision.answer!) as Hold;
    const captures = (count: number) =>
      ledger.decide(
        paymentRecord(
          'batch.requested.v1',
          { operations: Array<object>(count).fill({ type: 'capture', hold: id, amount: '1' }) },
          { idempotencyKey: `${count} captures` },
        ),
      ).decision;
    expect(captures(100).status).toBe('posted');
    expect(captures(200)).toMatchObject({ code: 'batch_too_large', pointer: '/operations/151' });
  });

  it('leaves the same, wherever the operations are divided into batches', () => {
    // Mostly what can be posted: into a, and on from there.
    const pair = fc.constantFrom('psp a', 'psp a', 'psp b', 'a b', 'b a');
    const operation = fc.oneof(
      fc
        .tuple(pair, fc.integer({ min: 1, max: 9 }))
        .map(([between, units]) => `transfer ${between} ${units} GBP`),
      fc
        .tuple(pair, fc.integer({ min: 1, max: 9 }))
        .map(([between, units]) => `hold ${between} ${units} GBP`),
    );
    const left = (batches: string[][]) => {
      const { ledger } = play(BOOK);
      const made = batches.map((operations, at) =>
        ledger.decide(recordOf(`batch ${operations.join(' | ')}`, 100 + at)),
      );
      const states = ['psp', 'a', 'b'].map((name) => ledger.account('acme', name));
      return { states, isWhole: made.every(({ decision }) => decision.status === 'posted') };
    };
    let whole = 0;
    fc.assert(
      fc.property(fc.array(operation, { minLength: 2, maxLength: 8 }), fc.nat(), (operations, cut) => {
        const at = 1 + (cut % (operations.length - 1));
        const once = left([operations]);
        const twice = left([operations.slice(0, at), operations.slice(at)]);
        expect(twice.isWhole).toBe(once.isWhole);
        if (!once.isWhole) return;
        whole += 1;
        expect(twice.states).toEqual(once.states);
      }),
      { seed: 7 },
    );
    expect(whole).toBeGreaterThan(10);
  });
});
