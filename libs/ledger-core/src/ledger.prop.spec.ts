import { ACCOUNT_TYPES } from '@pacioli/contracts/account';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import fc from 'fast-check';
import { NO_TOTALS, normalBalance, postedBalance } from './balance';
import type { DecisionRecord, PostingRecord } from './decision-record';
import { CHAIN_START, chainHash } from './hash-chain';
import type { Decided } from './ledger';
import { recordOf } from './ledger-script.testing';
import { PlainBookkeeper } from './plain-bookkeeper.testing';
import { StoredLedger } from './stored-ledger.testing';

const BOOKS = ['acme', 'globex', 'initech'];
const ACCOUNTS = ['a', 'b', 'c', 'd', 'e'];

const book = fc.constantFrom(...BOOKS);
const account = fc.constantFrom(...ACCOUNTS);
const currency = fc.oneof(
  { weight: 9, arbitrary: fc.constant('GBP') },
  { weight: 1, arbitrary: fc.constant('JPY') },
);
const amount = fc.integer({ min: 1, max: 30 });
const limits = fc
  .tuple(
    fc.oneof(
      fc.constant(''),
      fc.constant(' min=none'),
      fc.integer({ min: -20, max: 5 }).map((min) => ` min=${min}`),
    ),
    fc.oneof(
      fc.constant(''),
      fc.integer({ min: -5, max: 60 }).map((max) => ` max=${max}`),
    ),
  )
  .map((both) => both.join(''));
const versions = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.tuple(account, fc.nat(6)).map(([name, version]) => `, at ${name}#${version}`) },
);

const openAccount = fc
  .tuple(fc.constantFrom(...ACCOUNT_TYPES), account, currency, limits)
  .map(([type, name, code, given]) => `${type} ${name} ${code}${given}`);
const transfer = fc
  .tuple(account, account, amount, currency, versions)
  .map(([debit, credit, units, code, at]) => `transfer ${debit} ${credit} ${units} ${code}${at}`);
const leg = fc.tuple(fc.constantFrom('D', 'C'), account, amount, currency).map((parts) => parts.join(' '));
/** Pairs that balance, and now and then one leg that does not. */
const entry = fc
  .tuple(
    fc.array(fc.tuple(account, account, amount, currency), { minLength: 1, maxLength: 4 }),
    fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.tuple(leg) }),
    versions,
  )
  .map(([pairs, odd, at]) => {
    const legs = pairs.flatMap(([debit, credit, units, code]) => [
      `D ${debit} ${units} ${code}`,
      `C ${credit} ${units} ${code}`,
    ]);
    return `entry ${[...legs, ...odd].join(', ')}${at}`;
  });
/** Turns over nearly all that an account can ever turn over: the next one is too much. */
const flood = account.map((name) => {
  const units = 10n ** 18n - 1n;
  return `entry ${Array(9).fill(`D ${name} ${units} GBP, C ${name} ${units} GBP`).join(', ')}`;
});
const conditions = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        account,
        fc.constantFrom('posted', 'available'),
        fc.constantFrom('gte', 'lte', 'eq'),
        fc.integer({ min: -5, max: 40 }),
      )
      .map((parts) => `, if ${parts.join(' ')}`),
  },
);
const tag = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.tuple(fc.nat(4), fc.nat(2)).map((parts) => ` ${parts.join('.')}`) },
);
const change = fc.oneof(
  fc
    .tuple(fc.constantFrom('suspend', 'activate', 'activate', 'close'), account, tag)
    .map(([verb, name, seen]) => `${verb} ${name}${seen}`),
  fc.tuple(account, tag, limits).map(([name, seen, given]) => `change ${name}${seen}${given}`),
);
const event = fc.oneof(
  { weight: 10, arbitrary: fc.tuple(transfer, conditions).map((parts) => parts.join('')) },
  { weight: 10, arbitrary: entry },
  { weight: 3, arbitrary: openAccount },
  { weight: 2, arbitrary: change },
  { weight: 1, arbitrary: flood },
  { weight: 1, arbitrary: fc.constantFrom('book', 'poison') },
);
/** Reversals of what stands so many lines before: of entries, of reversals, of refusals. */
const reversals = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.array(
      fc.tuple(fc.integer({ min: 1, max: 3 }), versions).map(([back, seen]) => `reverse ^${back}${seen}`),
      { minLength: 1, maxLength: 3 },
    ),
  },
);
const lines = fc
  .tuple(book, fc.integer({ min: 0, max: 9_999 }), event, reversals)
  .map(([id, time, words, undone]) => [words, ...undone].map((one) => `in ${id} @${time} ${one}`));
/** Most books and accounts are there from the start: much is posted, and every refusal occurs. */
const openings = fc
  .tuple(fc.subarray(BOOKS, { minLength: 1 }), fc.array(openAccount, { maxLength: 4 }))
  .map(([ids, others]) =>
    ids.flatMap((id) => ['book', 'asset a GBP min=none', ...others].map((words) => `in ${id} ${words}`)),
  );
const stream = fc
  .tuple(openings, fc.array(lines, { maxLength: 60, size: 'max' }))
  .map(([first, rest]) => [...first, ...rest.flat()].map(recordOf));

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
      fc.property(stream, (records) => {
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
      fc.property(stream, (records) => {
        const decisions = decisionsOf(records);
        for (const { entries } of decisions) for (const { postings } of entries) expectBalanced(postings);
        const all = postingsOf(decisions);
        for (const own of groupedBy(all, ({ id }) => id)) expectBalanced(own.map(({ posting }) => posting));
      }),
    );
  });

  it('leaves each account with versions from 1 on, and totals that are the sums of its postings', () => {
    fc.assert(
      fc.property(stream, (records) => {
        const all = postingsOf(decisionsOf(records));
        for (const own of groupedBy(all, ({ id, posting }) => `${id} ${posting.accountName}`)) {
          expect(own.map(({ posting }) => posting.version)).toEqual(oneUpTo(own.length));
          let totals = NO_TOTALS;
          for (const { posting } of own) {
            const { debitsPosted, creditsPosted } = totals;
            totals =
              posting.direction === 'DEBIT'
                ? { ...totals, debitsPosted: debitsPosted + posting.amount }
                : { ...totals, creditsPosted: creditsPosted + posting.amount };
            expect(posting.totals).toEqual(totals);
          }
        }
      }),
    );
  });

  it('leaves no account beyond a limit that it was not beyond before', () => {
    fc.assert(
      fc.property(stream, (records) => {
        const ledger = new StoredLedger();
        for (const record of records) {
          const { decision } = ledger.decide(record);
          for (const name of new Set(postingsOf([decision]).map(({ posting }) => posting.accountName))) {
            const { type, minBalance, maxBalance, totals } = ledger.account(decision.book, name)!;
            const now = postedBalance(totals, normalBalance(type));
            const before = now - changeIn(decision, name, normalBalance(type));
            expect(minBalance === null || now >= minBalance || now >= before).toBe(true);
            expect(maxBalance === null || now <= maxBalance || now <= before).toBe(true);
          }
        }
      }),
    );
  });

  it('is numbered in each book, from 1 and without gaps', () => {
    fc.assert(
      fc.property(stream, (records) => {
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
      fc.property(stream, (records) => {
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
      fc.property(stream, fc.array(fc.nat(80)), (records, forgotten) => {
        const once = print(decideAll(records).decided);
        expect(print(decideAll(records, new Set(forgotten)).decided)).toEqual(once);
        expect(print(decideAll(records, new Set(records.keys())).decided)).toEqual(once);
      }),
    );
  });

  it('is decided the same in each book, however the books lie between each other', () => {
    fc.assert(
      fc.property(stream, fc.infiniteStream(fc.nat()), (records, chance) => {
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

  it('meets every outcome there is, or the properties above would say little', () => {
    const met = new Set(
      fc
        .sample(stream, { seed: 1494, numRuns: 600 })
        .flatMap((records) => decisionsOf(records).map(({ status, code }) => code ?? status)),
    );
    expect([...met].sort()).toEqual(
      [
        ...['posted', 'done', 'key_is_no_book', 'book_not_found', 'book_already_exists', 'account_not_found'],
        ...['account_already_exists', 'limits_contradict', 'accounts_must_differ', 'unbalanced_entry'],
        ...['currency_mismatch', 'version_conflict', 'balance_overflow', 'insufficient_available_balance'],
        ...['limit_exceeded', 'account_suspended', 'account_active', 'account_closed', 'account_not_empty'],
        ...['journal_entry_not_found', 'is_a_reversal', 'already_reversed', 'condition_failed'],
      ].sort(),
    );
  });
});

function expectBalanced(postings: readonly PostingRecord[]): void {
  for (const own of groupedBy(postings, (posting) => posting.currency)) {
    const net = own.reduce(
      (sum, { direction, amount: units }) => (direction === 'DEBIT' ? sum + units : sum - units),
      0n,
    );
    expect(net).toBe(0n);
  }
}

const changeIn = (decision: DecisionRecord, name: string, normal: string): bigint =>
  postingsOf([decision])
    .map(({ posting }) => posting)
    .filter(({ accountName }) => accountName === name)
    .reduce((sum, { direction, amount: units }) => (direction === normal ? sum + units : sum - units), 0n);

/** All queues in one, each in its own order. */
function interleave<T>(queues: readonly T[][], chance: Iterator<number>): T[] {
  const left = queues.map((queue) => [...queue]);
  const all: T[] = [];
  for (let open = left; open.length > 0; open = open.filter((queue) => queue.length > 0)) {
    all.push(open[(chance.next().value as number) % open.length]!.shift()!);
  }
  return all;
}
