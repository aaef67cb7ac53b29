import fc from 'fast-check';
import type { DecisionRecord } from './decision-record';
import { recordOf } from './ledger-script.testing';
import { StoredLedger } from './stored-ledger.testing';

/** Nothing is refused for a limit, so that whatever is posted can be undone. */
const OPENINGS = [
  ...['book', 'asset cash GBP min=none', 'liability owed GBP min=none', 'expense fees GBP min=none'],
  ...['asset euros EUR min=none', 'equity t-gbp GBP min=none', 'equity t-eur EUR min=none'],
  'expense rest EUR min=none',
];

const amount = fc.integer({ min: 1, max: 1_000 });
const between = fc.shuffledSubarray(['cash', 'owed', 'fees'], { minLength: 2, maxLength: 2 });
const transfer = fc
  .tuple(between, amount)
  .map(([[debit, credit], units]) => `transfer ${debit} ${credit} ${units} GBP`);
const entry = fc
  .array(fc.tuple(between, amount), { minLength: 1, maxLength: 3 })
  .map((pairs) =>
    pairs.map(([[debit, credit], units]) => `D ${debit} ${units} GBP, C ${credit} ${units} GBP`),
  )
  .map((legs) => `entry ${legs.join(', ')}`);
/** With a residue, and without one. */
const fx = fc
  .oneof(
    fc.constant(['100 GBP 1.17 EUR', '116'] as const),
    fc
      .tuple(amount, fc.constantFrom('1', '0.8333', '12.5'))
      .map(([units, rate]) => [`${units} GBP ${rate} EUR`, ''] as const),
  )
  .map(([sold, bought]) => `fx euros cash ${sold} t-gbp t-eur rest ${bought}`.trimEnd());
/** A hold and its capture; `HELD` is where the hold stands. */
const captured = fc
  .tuple(between, amount, fc.constantFrom('', ' 1', ' 1 final'))
  .map(([[debit, credit], units, part]) => [`hold ${debit} ${credit} ${units} GBP`, `capture HELD${part}`]);
const movement = fc.oneof(
  fc.oneof(transfer, entry, fx).map((words) => [words]),
  captured,
);
const alone = movement.map((events) => events.map((words) => words.replace('HELD', '^1')));
/** What one batch may hold. */
const operations = fc
  .array(movement, { minLength: 1, maxLength: 4 })
  .map((movements) => movements.flat().map((words, place) => words.replace('HELD', `^0/${place - 1}`)));
const batched = operations.map((all) => [`batch ${all.join(' | ')}`]);
const steps = fc.array(
  fc.record({ events: fc.oneof(alone, batched), isForgotten: fc.boolean(), isUndone: fc.boolean() }),
  { minLength: 1, maxLength: 12 },
);
type Steps = typeof steps extends fc.Arbitrary<infer S> ? S : never;

class Book {
  readonly ledger = new StoredLedger();

  constructor() {
    for (const words of OPENINGS) this.decide(words);
  }

  decide(words: string): DecisionRecord {
    return this.ledger.decide(recordOf(words, this.ledger.decided.length)).decision;
  }

  /** Of each account, debits less credits. */
  balances() {
    return OPENINGS.slice(1).map((words) => {
      const { name, totals } = this.ledger.account('acme', words.split(' ')[1]!)!;
      return [name, totals.debitsPosted - totals.creditsPosted];
    });
  }
}

/** Decides all steps one after the other, and undoes some of them at once, their newest entries first. */
function play(all: Steps): DecisionRecord[] {
  const book = new Book();
  return all.flatMap(({ events, isForgotten, isUndone }) => {
    const before = book.balances();
    const decision = events.map((words) => book.decide(words)).at(-1)!;
    expect(decision.status).toBe('posted');
    if (isForgotten) book.ledger.forget();
    if (!isUndone) return [];
    for (const [place, { kind }] of [...decision.entries.entries()].reverse()) {
      const { code } = book.decide(`reverse ${decision.offset}/${place}`);
      expect(code).toBe(kind === 'hold' ? 'moved_no_money' : null);
    }
    expect(book.balances()).toEqual(before);
    return [decision];
  });
}

describe('A reversal', () => {
  it('brings every balance of the book back to what it was before the entry', () => {
    fc.assert(fc.property(steps, (all) => void play(all)));
  });

  it('does so in the batch of the entry, too', () => {
    fc.assert(
      fc.property(operations, (all) => {
        const book = new Book();
        const before = book.balances();
        const undoing = all.flatMap((words, at) => (words.startsWith('hold') ? [] : [`reverse ^0/${at}`]));
        const { status } = book.decide(`batch ${[...all, ...undoing.reverse()].join(' | ')}`);
        expect([status, book.balances()]).toEqual(['posted', before]);
      }),
    );
  });

  it('is tried on whatever moves money, alone and in batches, or the property above would say little', () => {
    const undone = fc.sample(steps, { seed: 1494, numRuns: 100 }).flatMap(play);
    const met = undone.flatMap(({ request, entries }) =>
      entries.map(({ kind }) => `${request!.type === 'batch.requested.v1' ? 'batched ' : ''}${kind}`),
    );
    const moving = ['transfer', 'journal_entry', 'fx_transfer', 'capture'];
    expect(met).toEqual(expect.arrayContaining([...moving, ...moving.map((kind) => `batched ${kind}`)]));
  });
});
