import { randomBytes } from 'node:crypto';
import { addDatedTotals } from './dated-totals';
import { installDatabase } from './install-database';
import { database } from '@pacioli/postgres/database';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { effectiveTotals } from './effective-totals';

/** Entries of random times between two accounts, as the ledger stores them; what had taken effect is counted one by one. */
describe('effectiveTotals', () => {
  const name = `test_${randomBytes(4).toString('hex')}`;
  const rolePassword = 'rolepassword-dev-123';
  let writer: DataSource;
  let reader: DataSource;

  beforeAll(async () => {
    const adminUrl = process.env['TEST_ADMIN_DATABASE_URL']!;
    await installDatabase({ adminUrl, database: name, rolePassword });
    const open = (username: string) => {
      const url = Object.assign(new URL(adminUrl), {
        username,
        password: rolePassword,
        pathname: `/${name}`,
      });
      return database({ url: url.href, applicationName: 'test', poolSize: 1 }).initialize();
    };
    writer = await open('pacioli_ledger');
    reader = await open('pacioli_api');
  }, 60_000);
  afterAll(async () => {
    await writer?.destroy();
    await reader?.destroy();
  });

  /** Stretches of all lengths have neighbours: the same millisecond, and years away. */
  const distance = fc.oneof(
    ...[0, 3, 1_000, 600_000, 86_400_000 * 5, 86_400_000 * 3_000].map((most) =>
      fc.integer({ min: -most, max: most }),
    ),
  );
  const entry = fc.record({
    /** After the entry before it. */
    later: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100_000 })),
    /** Of its effect, from the moment of recording; 0 is not dated. */
    distance: fc.oneof(fc.constant(0), distance),
    layer: fc.constantFrom('posted' as const, 'pending' as const, 'released' as const),
    amount: fc.bigInt({ min: 1n, max: 10n ** 6n }),
    /** Whether it is of the decision before it. */
    isSame: fc.boolean(),
  });
  type Entry = {
    number: number;
    decision: number;
    recordedAt: number;
    effectiveAt: number;
    amount: bigint;
  } & {
    layer: 'posted' | 'pending' | 'released';
  };

  let books = 0;
  it('counts what had taken effect, as it was known, whatever the order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }),
        fc.array(fc.tuple(fc.nat(), distance, fc.nat()), { minLength: 5, maxLength: 5 }),
        async (drawn, transactions, asked) => {
          const book = `book-${++books}`;
          const entries = laidOut(drawn);
          await store(book, entries, transactions);
          for (const [at, off, knownAt] of asked) {
            const moment = entries[at % entries.length]!.effectiveAt + off;
            // All of a decision is known, or none of it.
            const last = entries[knownAt % entries.length]!;
            const known = entries.filter(({ decision }) => decision <= last.decision).length;
            expect(await read(book, moment, entries, known)).toEqual(
              counted(entries.slice(0, known), moment),
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);

  function laidOut(
    drawn: { later: number; distance: number; layer: Entry['layer']; amount: bigint; isSame: boolean }[],
  ): Entry[] {
    let [recordedAt, decision] = [Date.UTC(2026, 0, 1), 0];
    return drawn.map(({ later, distance: off, layer, amount, isSame }, at) => {
      const continues = isSame && at > 0;
      if (!continues) [recordedAt, decision] = [recordedAt + later, decision + 1];
      return { number: at + 1, decision, recordedAt, effectiveAt: recordedAt + off, amount, layer };
    });
  }

  /** As many entries to a database transaction as drawn, in turn; a decision is in one. */
  async function store(
    book: string,
    entries: readonly Entry[],
    transactions: readonly number[],
  ): Promise<void> {
    let [posted, pending, stored] = [0n, 0n, 0];
    for (let turn = 0; stored < entries.length; turn += 1) {
      let end = stored + transactions[turn % transactions.length]!;
      while (end < entries.length && entries[end]!.decision === entries[end - 1]!.decision) end += 1;
      const batch = entries.slice(stored, end);
      await writer.transaction(async (manager) => {
        for (const { number, decision, recordedAt, effectiveAt, amount, layer } of batch) {
          if (layer === 'posted') posted += amount;
          else pending += layer === 'pending' ? amount : -amount;
          await manager.query(
            `insert into journal_entry (book, number, decision, id, kind, recorded_at, effective_at, metadata, posting_count)
             values ($1, $2, $3, gen_random_uuid(), 'transfer', $4, $5, '{}', 2)`,
            [book, number, decision, new Date(recordedAt), new Date(effectiveAt)],
          );
          // What is pending may be less than nothing here, which the table would refuse.
          const high = 10n ** 9n;
          await manager.query(
            `insert into posting (book, account, version, entry, leg, layer, direction, amount, currency,
                                  debits_posted, credits_posted, debits_pending, credits_pending)
             values ($1, 1, $2, $2, 1, $3, 'DEBIT', $4, 'GBP', $5, 0, $6, 0), ($1, 2, $2, $2, 2, $3, 'CREDIT', $4, 'GBP', 0, $5, 0, $6)`,
            [book, number, layer, amount, posted, pending + high],
          );
        }
        const dated = batch.filter(({ recordedAt, effectiveAt }) => recordedAt !== effectiveAt);
        if (dated.length > 0)
          await manager.query(addDatedTotals(dated.map(({ number }) => ({ book, entry: BigInt(number) }))));
      });
      stored = end;
    }
  }

  async function read(book: string, moment: number, entries: readonly Entry[], known: number) {
    const recorded = entries.slice(0, known).filter(({ recordedAt }) => recordedAt <= moment).length;
    const rows = await reader.query<Record<string, string>[]>(
      `select p.* from (select $1::text as book, n as number from generate_series(1, 2) n) a
        cross join lateral (${effectiveTotals({ before: '$2', known: '$3', recorded: '$4' })}) p order by a.number`,
      [book, moment + 1, known, recorded],
    );
    const high = recorded > 0 ? 10n ** 9n : 0n;
    return rows.map((row, at) => {
      const [own, other] = at === 0 ? ['debits', 'credits'] : ['credits', 'debits'];
      expect([row[`${other}_posted`], row[`${other}_pending`]]).toEqual(['0', '0']);
      return {
        version: Number(row['version']),
        posted: BigInt(row[`${own}_posted`]!),
        pending: BigInt(row[`${own}_pending`]!) - high,
      };
    });
  }

  function counted(known: readonly Entry[], moment: number) {
    let [posted, pending] = [0n, 0n];
    for (const { effectiveAt, amount, layer } of known) {
      if (effectiveAt > moment) continue;
      if (layer === 'posted') posted += amount;
      else pending += layer === 'pending' ? amount : -amount;
    }
    const account = { version: known.length, posted, pending };
    return [account, account];
  }
});
