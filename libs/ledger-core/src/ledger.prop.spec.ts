import { PAYMENT_EVENTS } from '@pacioli/contracts/payment-event';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import fc from 'fast-check';
import {
  NO_TOTALS,
  availableBalance,
  highestBalance,
  normalBalance,
  totalsAfter,
  type Totals,
} from './balance';
import type { DecisionRecord, PostingRecord } from './decision-record';
import { CHAIN_START, chainHash } from './hash-chain';
import type { Decided } from './ledger';
import { eventStream } from './event-stream.testing';
import { PlainBookkeeper } from './plain-bookkeeper.testing';
import { StoredLedger } from './stored-ledger.testing';

function decideAll(
  records: readonly TopicRecord[],
  forgetBefore: ReadonlySet<number> = new Set(),
): StoredLedger {
  const ledger = new StoredLedger();
  records.forEach((record, index) => {
    if (forgetBefore.has(index)) ledger.forget();
    ledger.decide(record);
  });
  return ledger;
}
const decisionsOf = (records: readonly TopicRecord[]) =>
  decideAll(records).decided.map(({ decision }) => decision);

function groupedBy<T>(values: readonly T[], keyOf: (value: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return [...groups.values()];
}
/** Every byte of every decision, and its hash. */
const print = (decided: readonly Decided[]): string[] =>
  decided.map((one) =>
    JSON.stringify(one, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)),
  );
const oneUpTo = (length: number) => Array.from({ length }, (_, index) => BigInt(index + 1));
const perBook = (decided: readonly Decided[]) => groupedBy(decided, ({ decision }) => decision.book);
const postingsOf = (decisions: readonly DecisionRecord[]) =>
  decisions.flatMap(({ book: id, entries }) =>
    entries.flatMap(({ postings }) => postings.map((posting) => ({ id, posting }))),
  );

describe('Any stream of events', () => {
  it('is decided as an auditor would decide it', () => {
    fc.assert(
      fc.property(eventStream, (records) => {
        const auditor = new PlainBookkeeper();
        const outcomes = decisionsOf(records).map(({ status, code }) =>
          status === 'rejected' ? code : status,
        );
        expect(outcomes).toEqual(records.map((record) => auditor.judge(record)));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves debits and credits equal, in each entry, book and currency', () => {
    fc.assert(
      fc.property(eventStream, (records) => {
        const decisions = decisionsOf(records);
        for (const { entries } of decisions) for (const { postings } of entries) expectBalanced(postings);
        const all = postingsOf(decisions);
        for (const own of groupedBy(all, ({ id }) => id)) expectBalanced(own.map(({ posting }) => posting));
      }),
    );
  });

  it('leaves each account with versions from 1 on, and totals that are the sums of its postings', () => {
    fc.assert(
      fc.property(eventStream, (records) => {
        const all = postingsOf(decisionsOf(records));
        for (const own of groupedBy(all, ({ id, posting }) => `${id} ${posting.accountName}`)) {
          expect(own.map(({ posting }) => posting.version)).toEqual(oneUpTo(own.length));
          let totals = NO_TOTALS;
          for (const { posting } of own) {
            const { layer, direction, amount: units } = posting;
            const side = direction === 'DEBIT' ? 'debits' : 'credits';
            const column = layer === 'posted' ? (`${side}Posted` as const) : (`${side}Pending` as const);
            totals = { ...totals, [column]: totals[column] + (layer === 'released' ? -units : units) };
            expect(posting.totals).toEqual(totals);
          }
        }
      }),
    );
  });

  it('leaves no account beyond a limit that it was not beyond before', () => {
    fc.assert(
      fc.property(eventStream, (records) => {
        const ledger = new StoredLedger();
        for (const record of records) {
          const { decision } = ledger.decide(record);
          for (const name of new Set(postingsOf([decision]).map(({ posting }) => posting.accountName))) {
            const { type, minBalance, maxBalance, totals } = ledger.account(decision.book, name)!;
            const normal = normalBalance(type);
            const before = totalsBefore(decision, name, totals);
            const [least, lesser] = [totals, before].map((some) => availableBalance(some, normal));
            const [most, more] = [totals, before].map((some) => highestBalance(some, normal));
            expect(minBalance === null || least! >= minBalance || least! >= lesser!).toBe(true);
            expect(maxBalance === null || most! <= maxBalance || most! <= more!).toBe(true);
          }
        }
      }),
    );
  });

  it('has of each hold captured, voided, expired and remaining together what was held', () => {
    fc.assert(
      fc.property(eventStream, (records) => {
        const decisions = decisionsOf(records);
        const held = new Map(
          decisions.flatMap(({ book: id, holds }) => holds.map((one) => [`${id} ${one.entry}`, one.amount])),
        );
        const gone = new Map<string, bigint>();
        for (const { book: id, holdChanges } of decisions) {
          for (const { hold: number, captured, voided, expired } of holdChanges) {
            const all = captured + voided + expired;
            expect(all > (gone.get(`${id} ${number}`) ?? 0n)).toBe(true);
            expect(all <= held.get(`${id} ${number}`)!).toBe(true);
            gone.set(`${id} ${number}`, all);
          }
        }
        const remaining = [...held].reduce(
          (sum, [number, units]) => sum + units - (gone.get(number) ?? 0n),
          0n,
        );
        const newest = groupedBy(
          postingsOf(decisions),
          ({ id, posting }) => `${id} ${posting.accountName}`,
        ).map((own) => own.at(-1)!.posting.totals);
        expect(newest.reduce((sum, { debitsPending }) => sum + debitsPending, 0n)).toBe(remaining);
        expect(newest.reduce((sum, { creditsPending }) => sum + creditsPending, 0n)).toBe(remaining);
      }),
    );
  });

  it('leaves no account with less than nothing pending, by what had taken effect at any time', () => {
    fc.assert(
      fc.property(eventStream, (records) => {
        const effects = decisionsOf(records).flatMap(({ book: id, entries }) =>
          entries.flatMap(({ effectiveAt, postings }) =>
            postings
              .filter(({ layer }) => layer !== 'posted')
              .map((posting) => ({
                side: `${id} ${posting.accountName} ${posting.direction}`,
                effectiveAt,
                posting,
              })),
          ),
        );
        for (const own of groupedBy(effects, ({ side }) => side)) {
          const pendingAt = (moment: number) =>
            own
              .filter(({ effectiveAt }) => effectiveAt <= moment)
              .reduce(
                (sum, { posting: { layer, amount: units } }) =>
                  layer === 'pending' ? sum + units : sum - units,
                0n,
              );
          for (const { effectiveAt } of own) expect(pendingAt(effectiveAt) >= 0n).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is numbered in each book, from 1 and without gaps', () => {
    fc.assert(
      fc.property(eventStream, (records) => {
        for (const own of perBook(decideAll(records).decided)) {
          const decisions = own.map(({ decision }) => decision);
          const entries = decisions.flatMap((decision) => decision.entries.map(({ number }) => number));
          const accounts = decisions.flatMap(({ openedAccounts }) =>
            openedAccounts.map(({ number }) => BigInt(number)),
          );
          expect(decisions.map(({ number }) => number)).toEqual(oneUpTo(decisions.length));
          expect(entries).toEqual(oneUpTo(entries.length));
          expect(accounts).toEqual(oneUpTo(accounts.length));
        }
      }),
    );
  });

  it('is recorded at times that never go back, each in the chain of its book', () => {
    fc.assert(
      fc.property(eventStream, (records) => {
        for (const own of perBook(decideAll(records).decided)) {
          let [previous, time] = [CHAIN_START, 0];
          for (const { decision, hash } of own) {
            expect(decision.recordedAt).toBe(Math.max(time, decision.acceptedAt));
            expect(hash.toString('hex')).toBe(chainHash(previous, decision).toString('hex'));
            [previous, time] = [hash, decision.recordedAt];
          }
        }
      }),
    );
  });

  it('is decided the same again, whatever is forgotten and read back on the way', () => {
    fc.assert(
      fc.property(eventStream, fc.array(fc.nat(80)), (records, forgotten) => {
        const once = print(decideAll(records).decided);
        expect(print(decideAll(records, new Set(forgotten)).decided)).toEqual(once);
        expect(print(decideAll(records, new Set(records.keys())).decided)).toEqual(once);
      }),
    );
  });

  it('is decided the same in each book, however the books lie between each other', () => {
    fc.assert(
      fc.property(eventStream, fc.infiniteStream(fc.nat()), (records, chance) => {
        const shuffled = interleave(
          groupedBy(records, ({ key }) => key?.toString() ?? ''),
          chance,
        );
        const books = (decided: readonly Decided[]) =>
          perBook(decided)
            .map((own) => print(own).join('\n'))
            .sort();
        expect(books(decideAll(shuffled).decided)).toEqual(books(decideAll(records).decided));
      }),
    );
  });

  it('meets every event and every outcome there is, or the properties above would say little', () => {
    const decisions = fc.sample(eventStream, { seed: 1494, numRuns: 600 }).flatMap((records) =>
      decisionsOf(records).map(({ request, status, code }) => ({
        type: request?.type,
        met: code ?? status,
      })),
    );
    const asked = new Set(decisions.flatMap(({ type }) => type ?? []));
    expect([...asked].sort()).toEqual(Object.keys(PAYMENT_EVENTS).sort());
    const met = new Set(decisions.map((decision) => decision.met));
    expect([...met].sort()).toEqual(
      [
        ...['posted', 'done', 'key_is_no_book', 'book_not_found', 'book_already_exists', 'account_not_found'],
        ...['account_already_exists', 'limits_contradict', 'accounts_must_differ', 'unbalanced_entry'],
        ...['currency_mismatch', 'version_conflict', 'balance_overflow', 'insufficient_available_balance'],
        ...['limit_exceeded', 'account_suspended', 'account_active', 'account_closed', 'account_not_empty'],
        ...['journal_entry_not_found', 'is_a_reversal', 'already_reversed', 'condition_failed'],
        ...['hold_not_found', 'hold_already_captured', 'hold_already_voided', 'hold_expired', 'hold_not_due'],
        ...['capture_exceeds_hold', 'precedes_hold', 'account_has_holds', 'moved_no_money'],
        ...['currencies_must_differ', 'worth_nothing', 'amount_too_large', 'rate_contradicts'],
        ...['period_closed', 'period_already_closed', 'period_not_over', 'time_zone_differs'],
      ].sort(),
    );
  });
});

function expectBalanced(postings: readonly PostingRecord[]): void {
  for (const own of groupedBy(postings, ({ currency: code, layer }) => `${code} ${layer}`)) {
    const net = own.reduce(
      (sum, { direction, amount: units }) => (direction === 'DEBIT' ? sum + units : sum - units),
      0n,
    );
    expect(net).toBe(0n);
  }
}

/** An account's totals as a decision found them: its postings, taken away again. */
const totalsBefore = (decision: DecisionRecord, name: string, after: Totals): Totals =>
  postingsOf([decision])
    .map(({ posting }) => posting)
    .filter(({ accountName }) => accountName === name)
    .reduce((totals, posting) => totalsAfter(totals, { ...posting, amount: -posting.amount }), after);

/** All queues in one, each in its own order. */
function interleave<T>(queues: readonly T[][], chance: Iterator<number>): T[] {
  const left = queues.map((queue) => [...queue]);
  const all: T[] = [];
  for (let open = left; open.length > 0; open = open.filter((queue) => queue.length > 0)) {
    all.push(open[(chance.next().value as number) % open.length]!.shift()!);
  }
  return all;
}
