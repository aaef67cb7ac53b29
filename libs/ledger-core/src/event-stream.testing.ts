import { ACCOUNT_TYPES } from '@pacioli/contracts/account';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import fc from 'fast-check';
import { recordOf } from './ledger-script.testing';

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

const effective = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 9_999 }).map((time) => `, on ${time}`) },
);
/** Scripts have a short calendar: all of it lies in one month, which ends when the script says. */
const month = fc
  .tuple(fc.integer({ min: 1, max: 9_999 }), fc.constantFrom('', '', '', ' Europe/London'))
  .map(([until, zone]) => `month 0 ${until}${zone}`);

const openAccount = fc
  .tuple(fc.constantFrom(...ACCOUNT_TYPES), account, currency, limits)
  .map(([type, name, code, given]) => `${type} ${name} ${code}${given}`);
const transfer = fc
  .tuple(account, account, amount, currency, versions, effective)
  .map(([debit, credit, units, code, at, on]) => `transfer ${debit} ${credit} ${units} ${code}${at}${on}`);
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
/** In three currencies, mostly between accounts that are there for it; now and then the same twice, or of another currency. */
const FX = ['GBP', 'JPY', 'KWD'];
const pair = fc.oneof(
  { weight: 9, arbitrary: fc.shuffledSubarray(FX, { minLength: 2, maxLength: 2 }) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...FX), fc.constantFrom(...FX)) },
);
const fxAccount = (place: string, code: string) =>
  fc.oneof(
    { weight: 14, arbitrary: fc.constant(`${place}-${code.toLowerCase()}`) },
    { weight: 1, arbitrary: account },
  );
const rate = fc.oneof(
  fc.constantFrom('1', '0.5', '2.50', '0.05', '150.5', '0.000000000000001', '999999999'),
  fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 999 })).map((parts) => parts.join('.')),
);
const fx = pair
  .chain(([sold, bought]) =>
    fc.tuple(
      fc.tuple(fxAccount('fx', bought), fxAccount('fx', sold)).map((parts) => parts.join(' ')),
      fc.oneof(
        { weight: 6, arbitrary: amount.map(String) },
        { weight: 1, arbitrary: fc.constant('9'.repeat(18)) },
      ),
      fc.constant(sold),
      rate,
      fc.constant(bought),
      fxAccount('trading', sold),
      fxAccount('trading', bought),
      fxAccount('rest', bought),
      fc.option(fc.integer({ min: 1, max: 500 })).map((came) => came ?? ''),
    ),
  )
  .map((words) => `fx ${words.join(' ')}`.trimEnd());
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
  { weight: 4, arbitrary: fc.tuple(fx, versions, conditions).map((parts) => parts.join('')) },
  { weight: 3, arbitrary: openAccount },
  { weight: 2, arbitrary: change },
  { weight: 1, arbitrary: flood },
  { weight: 1, arbitrary: fc.constantFrom('book', 'poison') },
  { weight: 1, arbitrary: month },
);
const hold = fc
  .tuple(
    fc.tuple(account, account, amount, currency).map((parts) => parts.join(' ')),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 12_000 }).map((until) => `, until ${until}`) },
    ),
    versions,
    conditions,
  )
  .map(([between, until, seen, asked]) => `hold ${between}${until}${seen}${asked}`);
/** What follows on a line before: on an entry, on a hold, on a refusal. */
const back = fc.integer({ min: 1, max: 4 });
const reversal = fc
  .tuple(back, versions, effective)
  .map(([lines, seen, on]) => `reverse ^${lines}${seen}${on}`);
/** Captures are few, and are to be met that would take effect before their holds did. */
const captureEffective = fc.oneof(
  { weight: 1, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 12_000 }).map((time) => `, on ${time}`) },
);
/** Mostly the hold that they follow, which `^0` stands for. */
const held = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: back });
const settlement = fc.oneof(
  fc
    .tuple(held, fc.option(amount), fc.boolean(), versions, captureEffective)
    .map(
      ([lines, units, isFinal, seen, on]) =>
        `capture ^${lines}${units === null ? '' : ` ${units}`}${isFinal ? ' final' : ''}${seen}${on}`,
    ),
  fc.tuple(held, versions).map(([lines, seen]) => `void ^${lines}${seen}`),
  held.map((lines) => `expire ^${lines}`),
);
const reversals = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(reversal, { minLength: 1, maxLength: 3 }) },
);
const settlements = fc
  .array(fc.oneof({ weight: 6, arbitrary: settlement }, reversal, change), { maxLength: 4 })
  .map((all) => all.map((words, at) => words.replace('^0', `^${at + 1}`)));
/** Mostly what is posted, or hardly a batch would be. */
const batch = fc
  .array(
    fc.oneof(
      {
        weight: 12,
        arbitrary: fc
          .tuple(account, account, amount)
          .map(([debit, credit, units]) => `transfer ${debit} ${credit} ${units} GBP`),
      },
      { weight: 2, arbitrary: hold },
      { weight: 2, arbitrary: entry },
      { weight: 2, arbitrary: fx },
      { weight: 1, arbitrary: reversal },
      { weight: 1, arbitrary: settlement.filter((words) => !words.startsWith('expire')) },
      { weight: 1, arbitrary: fc.constantFrom('reverse ^0/0', 'capture ^0/1', 'void ^0/0') },
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((operations) => `batch ${operations.join(' | ')}`);
const follow = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(event, reversals) },
  { weight: 1, arbitrary: fc.tuple(hold, settlements) },
  { weight: 1, arbitrary: fc.tuple(batch, settlements) },
);
const lines = fc
  .tuple(book, fc.integer({ min: 0, max: 9_999 }), follow)
  .map(([id, time, [words, after]]) => [words, ...after].map((one) => `in ${id} @${time} ${one}`));
/** They are there in one book, and those in pounds have limits, for which an exchange can be refused. */
const FX_ACCOUNTS = FX.flatMap((code) =>
  ['asset fx', 'equity trading', 'expense rest'].map(
    (place) => `${place}-${code.toLowerCase()} ${code}${code === 'GBP' ? ' min=-100 max=100' : ' min=none'}`,
  ),
);
/** Most books and accounts are there from the start: much is posted, and every refusal occurs. */
const openings = fc
  .tuple(fc.subarray(BOOKS, { minLength: 1 }), fc.array(openAccount, { maxLength: 4 }))
  .map(([ids, others]) =>
    ids.flatMap((id, at) =>
      [
        'book',
        'asset a GBP min=none',
        'asset b GBP min=none',
        ...(at === 0 ? FX_ACCOUNTS : []),
        ...others,
      ].map((words) => `in ${id} ${words}`),
    ),
  );
/** Records of payment-events as clients may send them, several books between each other. */
export const eventStream: fc.Arbitrary<TopicRecord[]> = fc
  .tuple(openings, fc.array(lines, { maxLength: 60, size: 'max' }))
  .map(([first, rest]) => [...first, ...rest.flat()].map(recordOf));
