import type { JournalEntry } from '@pacioli/contracts/journal-entry';
import fc from 'fast-check';
import { NO_TOTALS, totalsAfter } from './balance';
import type { DecisionRecord, EntryRecord } from './decision-record';
import { recordOf } from './ledger-script.testing';
import { StoredLedger } from './stored-ledger.testing';

/** Of each number of digits behind the point, a currency. */
const CURRENCIES = { JPY: 0, GBP: 2, KWD: 3, CLF: 4 } as const;
type Code = keyof typeof CURRENCIES;
const CODES = Object.keys(CURRENCIES) as Code[];
const PLACES = ['has', 'trading', 'rest'];

const amount = fc.oneof(fc.bigInt({ min: 1n, max: 2_000n }), fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }));
/** Few digits give many ties; many digits give results of every size. */
const rate = fc
  .oneof(
    fc
      .tuple(fc.nat(20), fc.constantFrom('', '.5', '.25', '.125', '.50', '.05'))
      .map((parts) => parts.join('')),
    fc.tuple(fc.nat(999_999_999), fc.stringMatching(/^[0-9]{1,15}$/)).map((parts) => parts.join('.')),
  )
  .filter((text) => /[1-9]/.test(text));
/** What came in, as a part of the way from the least to the most that can have, in thousandths. */
const came = fc.option(fc.integer({ min: 0, max: 1_000 }));
const sale = fc
  .tuple(fc.shuffledSubarray(CODES, { minLength: 2, maxLength: 2 }), amount, rate, came)
  .map(([[sold, bought], units, at, part]) => ({ sold: sold!, bought: bought!, units, rate: at, part }));
type Sale = typeof sale extends fc.Arbitrary<infer S> ? S : never;

/** What the rate gives, and what half a unit of its last digit does, in parts of a minor unit. */
function partsOf({ sold, bought, units, rate: text }: Sale) {
  const [whole = '', fraction = ''] = text.split('.');
  const parts = 2n * 10n ** BigInt(fraction.length + CURRENCIES[sold]);
  const half = units * 10n ** BigInt(CURRENCIES[bought]);
  return { parts, half, exact: 2n * half * BigInt(whole + fraction) };
}

function book(): StoredLedger {
  const ledger = new StoredLedger();
  const words = CODES.flatMap((code) =>
    PLACES.map((place) => `asset ${place}-${code.toLowerCase()} ${code} min=none`),
  );
  ['book', ...words].forEach((event, at) => ledger.decide(recordOf(event, at)));
  return ledger;
}

const wordsOf = ({ sold, bought, units, rate: text }: Sale, amountBought: bigint | null) => {
  const [from, to] = [sold.toLowerCase(), bought.toLowerCase()];
  const accounts = `trading-${from} trading-${to} rest-${to}`;
  return `fx has-${to} has-${from} ${units} ${sold} ${text} ${bought} ${accounts} ${amountBought ?? ''}`.trimEnd();
};
/** Between the least and the most that can have come in. */
function boughtOf(given: Sale): bigint | null {
  if (given.part === null) return null;
  const { parts, half, exact } = partsOf(given);
  const [least, most] = [(exact - half) / parts, (exact + half + parts - 1n) / parts];
  const amountBought = least + ((most - least) * BigInt(given.part)) / 1_000n;
  return amountBought === 0n || amountBought >= 10n ** 18n ? null : amountBought;
}
const sales = fc.array(sale, { minLength: 1, maxLength: 8 });

/** Decides sales one after the other in one book, and gives those that were posted. */
function posted(all: readonly Sale[]): {
  ledger: StoredLedger;
  made: { given: Sale; decision: DecisionRecord }[];
} {
  const ledger = book();
  const made = all.map((given, at) => {
    const { decision } = ledger.decide(recordOf(wordsOf(given, boughtOf(given)), 100 + at));
    return { given, decision };
  });
  const refusals = made.map(({ decision }) => decision.code).filter((code) => code !== null);
  expect(refusals.filter((code) => !ALLOWED.has(code))).toEqual([]);
  return { ledger, made: made.filter(({ decision }) => decision.status === 'posted') };
}
/** What comes of amounts and rates of any size. */
const ALLOWED = new Set(['worth_nothing', 'amount_too_large', 'balance_overflow']);

function nets({ postings }: EntryRecord): Map<string, bigint> {
  const all = new Map<string, bigint>();
  for (const { currency, direction, amount: units } of postings)
    all.set(currency, (all.get(currency) ?? 0n) + (direction === 'DEBIT' ? units : -units));
  return all;
}

describe('Any FX transfer', () => {
  it('nets to zero in each of its two currencies', () => {
    fc.assert(
      fc.property(sales, (all) => {
        for (const { given, decision } of posted(all).made) {
          const expected = new Map([given.sold, given.bought].map((code) => [code, 0n]));
          expect(nets(decision.entries[0]!)).toEqual(expected);
        }
      }),
    );
  });

  it('brings, with its residue, the rate’s result rounded half to even', () => {
    fc.assert(
      fc.property(sales, (all) => {
        for (const { given, decision } of posted(all).made) {
          const { bought, residue } = decision.exchanges[0]!;
          const { parts, exact } = partsOf(given);
          const rest = exact - (bought + residue) * parts;
          const twice = 2n * (rest < 0n ? -rest : rest);
          expect(twice < parts || (twice === parts && (bought + residue) % 2n === 0n)).toBe(true);
        }
      }),
    );
  });

  it('says what was exact and what was rounded off, to the last digit', () => {
    const digits = 40;
    const scaled = (text: string) => {
      const [, sign, whole = '', fraction = ''] = /^(-?)(\d+)(?:[.](\d+))?$/.exec(text)!;
      return BigInt(`${sign}1`) * BigInt(whole + fraction.padEnd(digits, '0'));
    };
    fc.assert(
      fc.property(sales, (all) => {
        for (const { given, decision } of posted(all).made) {
          const { parts, exact } = partsOf(given);
          const { exchange } = JSON.parse(decision.answer!) as JournalEntry;
          expect(scaled(exchange!.exact) * parts).toBe(exact * 10n ** BigInt(digits));
          const sum = scaled(exchange!.bought) + scaled(exchange!.residue) + scaled(exchange!.rounded_off);
          expect(sum).toBe(scaled(exchange!.exact));
          expect(exchange!.rate).toBe(given.rate);
        }
      }),
    );
  });

  it('is refused one minor unit beyond the least and the most that can have come in', () => {
    fc.assert(
      fc.property(sale, (given) => {
        const { parts, half, exact } = partsOf(given);
        const beyond = [(exact - half) / parts - 1n, (exact + half + parts - 1n) / parts + 1n];
        for (const amountBought of beyond.filter((units) => units > 0n && units < 10n ** 18n)) {
          const { decision } = book().decide(recordOf(wordsOf(given, amountBought), 100));
          expect(['rate_contradicts', 'worth_nothing', 'amount_too_large']).toContain(decision.code);
        }
      }),
    );
  });

  it('is undone by its reversal, and so is its residue', () => {
    fc.assert(
      fc.property(sales, (all) => {
        const { ledger, made } = posted(all);
        made.forEach(({ decision }, at) => {
          const line = Number(decision.offset);
          const reversal = ledger.decide(recordOf(`reverse ${line}`, 500 + at)).decision;
          // An account may have turned over all that it can by then.
          if (reversal.code === 'balance_overflow') return;
          const [one, other] = [decision.entries[0]!, reversal.entries[0]!];
          expect(other.postings).toHaveLength(one.postings.length);
          for (const name of one.postings.map(({ accountName }) => accountName)) {
            const moved = [...one.postings, ...other.postings].filter(
              ({ accountName }) => accountName === name,
            );
            const { debitsPosted, creditsPosted } = moved.reduce(totalsAfter, NO_TOTALS);
            expect(debitsPosted).toBe(creditsPosted);
          }
        });
      }),
    );
  });

  it('has residues of both signs and ties of both ways, or the properties above would say little', () => {
    const exchanges = fc
      .sample(sales, { seed: 1494, numRuns: 200 })
      .flatMap((all) => posted(all).made.flatMap(({ decision }) => decision.exchanges));
    const has = (what: (exchange: (typeof exchanges)[number]) => boolean) => exchanges.some(what);
    expect({
      less: has(({ residue }) => residue > 0n),
      more: has(({ residue }) => residue < 0n),
      none: has(({ residue }) => residue === 0n),
      up: has(({ roundedOff }) => roundedOff === '-0.5'),
      down: has(({ roundedOff }) => roundedOff === '0.5'),
      whole: has(({ roundedOff }) => roundedOff === '0'),
    }).toEqual({ less: true, more: true, none: true, up: true, down: true, whole: true });
  });
});
