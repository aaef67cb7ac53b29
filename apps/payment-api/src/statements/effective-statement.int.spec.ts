import { addDatedTotals } from '@pacioli/ledger-db/dated-totals';
import { LedgerStand } from '../ledger-stand.testing';
import { effectiveStatement } from './effective-statement';
import type { StatementPage } from './statement-page';

const BOOK = 'acme';
const ACCOUNT = { name: 'assets:psp', type: 'asset' } as const;
const FIRST = Date.UTC(2026, 0, 1);
const SECOND = 1_000;
/** More than twice what a page looks at. */
const MANY = 24_000;

/** Entries of one account, a second apart. Almost all of them take effect at one moment, so that pages of them find no other. */
const entries = Array.from({ length: MANY }, (_, at) => {
  const number = at + 1;
  const recordedAt = FIRST + number * SECOND;
  const isDated = number > 100 && number % 4_000 !== 0;
  return { number, recordedAt, effectiveAt: isDated ? FIRST + 20_000 * SECOND : recordedAt };
});

describe('the pages of a statement by effect', () => {
  const stand = new LedgerStand();
  beforeAll(async () => {
    await stand.open();
    const columns = [
      entries.map(({ number }) => number),
      ...[entries.map(({ recordedAt }) => recordedAt), entries.map(({ effectiveAt }) => effectiveAt)],
    ];
    const table = 'unnest($2::bigint[], $3::bigint[], $4::bigint[]) one (n, recorded, effective)';
    await stand.write(
      [
        `insert into account (book, number, decision, name, type, currency, metadata, created_at)
         select $1, n, n, (array['assets:psp', 'liabilities:due'])[n], 'asset', 'GBP', '{}', now() from ${table} where n <= 2`,
        `insert into journal_entry (book, number, decision, id, kind, recorded_at, effective_at, metadata, posting_count)
         select $1, n, n, gen_random_uuid(), 'transfer', to_timestamp(recorded / 1000.0), to_timestamp(effective / 1000.0), '{}', 2
           from ${table}`,
        `insert into posting (book, account, version, entry, leg, layer, direction, amount, currency,
                              debits_posted, credits_posted, debits_pending, credits_pending)
         select $1, leg, n, n, leg, 'posted', side::direction, 5, 'GBP', 5 * n * (2 - leg), 5 * n * (leg - 1), 0, 0
           from ${table}, (values (1, 'DEBIT'), (2, 'CREDIT')) legs (leg, side)`,
      ],
      [BOOK, ...columns],
    );
    const dated = entries.filter(({ recordedAt, effectiveAt }) => recordedAt !== effectiveAt);
    await stand.write(
      [addDatedTotals(dated.map(({ number }) => ({ book: BOOK, entry: BigInt(number) })))],
      [],
    );
  }, 120_000);
  afterAll(() => stand.close());

  it('have every posting once, in the order of effect, however many of them find none', async () => {
    const none = { known: '0', knownAt: '', before: FIRST, recorded: '0' };
    const all = { known: `${MANY}`, knownAt: '', before: FIRST + (MANY + 1) * SECOND, recorded: `${MANY}` };
    const period = { opening: none, closing: all };
    const found: StatementPage['data'] = [];
    let place: string | undefined;
    do {
      const page = await effectiveStatement(stand.database, BOOK, ACCOUNT, period, place, 1_000);
      found.push(...page.data);
      place = page.next ?? undefined;
    } while (place !== undefined);
    const inOrder = entries.toSorted((a, b) =>
      a.effectiveAt === b.effectiveAt ? a.number - b.number : a.effectiveAt - b.effectiveAt,
    );
    expect(found.map(({ number }) => Number(number))).toEqual(inOrder.map(({ number }) => number));
    expect(found.map(({ balance_after }) => balance_after)).toEqual(
      inOrder.map((_, at) => `${5 * (at + 1)}`),
    );
  }, 120_000);
});
