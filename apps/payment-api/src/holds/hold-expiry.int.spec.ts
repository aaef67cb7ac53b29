import { partitionOf } from '@pacioli/contracts/topics';
import { limitBatches } from '@pacioli/kafka/harmed-topic.testing';
import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { DryRuns } from '../dry-runs/dry-runs';
import { DryRunsStore } from '../dry-runs/dry-runs-store';
import { LedgerStand } from '../ledger-stand.testing';
import { Submissions } from '../operations/submissions';
import { OutcomeWaiters } from '../outcomes/outcome-waiters';
import { OutcomesStore } from '../outcomes/outcomes-store';
import { Publisher } from '../publishing/publisher';
import { HoldExpiry } from './hold-expiry';
import { HoldsStore } from './holds-store';

/** More than a look visits. */
const MANY = 1_200;

describe('HoldExpiry', () => {
  let stand: LedgerStand;
  const running: { onApplicationShutdown(): Promise<void> }[] = [];
  let entries = 0;
  let said: { msg: string; holds?: number; err?: { message: string } }[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void said.push(JSON.parse(line) as never) });
  const bookIn = (partition: number) =>
    Array.from({ length: 64 }, (_, at) => `book-${at}`).find((book) => partitionOf(book, 2) === partition)!;

  beforeEach(async () => {
    stand = new LedgerStand();
    await stand.open();
    const outcomes = new OutcomesStore(stand.database);
    const publisher = new Publisher(outcomes, {
      ...{ kafka: stand.kafka, transactionalIds: [`${stand.prefix}a`], lingerMs: 5 },
      ...{ queue: { records: 10_000, bytes: 10_000_000 }, waitMs: 60_000, fencesMs: 0 },
    });
    await publisher.onApplicationBootstrap();
    const waiters = new OutcomeWaiters(stand.database, outcomes, stand.log);
    const dryRuns = new DryRuns(new DryRunsStore(stand.database));
    const submissions = new Submissions(publisher, waiters, dryRuns, outcomes, stand.prefix, 2);
    const expiry = new HoldExpiry(new HoldsStore(stand.database), outcomes, submissions, log);
    said = [];
    running.push(expiry, publisher, waiters);
    expiry.onApplicationBootstrap();
  }, 60_000);
  afterEach(async () => {
    for (const one of running.splice(0)) await one.onApplicationShutdown();
    await stand.close();
  });

  /** Writes holds that were due one after the other, the last of them so long ago, and returns the last one's id. */
  async function holds(
    book: string,
    count: number,
    dueAgo: string,
    { settled = false } = {},
  ): Promise<string> {
    const numbers = 'generate_series($2::integer, $3::integer) n';
    const own = '$1::text, $2::integer, $3::integer, $4::interval, $5::boolean';
    const parameters = [book, entries + 1, entries + count, dueAgo, settled];
    const writing = [
      `insert into journal_entry (book, number, decision, id, kind, recorded_at, effective_at, metadata, posting_count)
       select $1, n, n, lpad(to_hex(n), 32, '0')::uuid, 'hold', now(), now(), '{}', 2 from ${numbers}`,
      `insert into posting (book, account, version, entry, leg, layer, direction, amount, currency,
                            debits_posted, credits_posted, debits_pending, credits_pending)
       select $1, leg, n, n, leg, 'pending', side, 5, 'GBP', 0, 0, 0, 0
         from ${numbers}, (values (1, 'DEBIT'::direction), (2, 'CREDIT')) legs (leg, side)`,
      `insert into hold (book, entry, decision, debit, credit, amount, currency, expires_at)
       select $1, n, n, 1, 2, 5, 'GBP', date_trunc('milliseconds', now()) - $4::interval - ($3 - n) * interval '1 ms' from ${numbers}`,
      `insert into hold_change (book, hold, revision, decision, entry, captured, voided, expired)
       select $1, n, 1, n, n, 5, 0, 0 from ${numbers} where $5`,
    ];
    // Every statement has all of the parameters, which PostgreSQL asks for.
    const whole = writing.map((statement) => `with own as (select ${own}) ${statement}`);
    await stand.write(whole, parameters);
    entries += count;
    return `hold_${entries.toString(16).padStart(32, '0')}`;
  }

  const asked = async (partition: number) =>
    (await stand.published(partition)).filter((value) => value.includes('hold_'));
  async function untilAskedFor(partition: number, hold: string): Promise<void> {
    while (!(await asked(partition)).some((value) => value.includes(hold))) await pause(100);
  }

  it('comes by all that was captured long ago, however much, to what remains', async () => {
    await holds(bookIn(1), MANY, '2 days', { settled: true });
    const last = await holds(bookIn(1), 1, '1 day');
    await untilAskedFor(1, last);
    expect(new Set(await asked(1)).size).toBe(1);
  }, 90_000);

  it('is held up by no partition that lags, and asks that one for a page and no more', async () => {
    await holds(bookIn(0), MANY, '30 minutes');
    const recent = await holds(bookIn(1), 1, '10 minutes');
    await untilAskedFor(1, recent);
    // One page, or two where a minute ended meanwhile.
    expect(new Set(await asked(0)).size).toBeLessThan(MANY);
  }, 90_000);

  it('is held up by no partition in which nothing is recorded now', async () => {
    await stand.stop(0, 'the topic is another');
    await holds(bookIn(0), MANY, '30 minutes');
    const recent = await holds(bookIn(1), 1, '10 minutes');
    await untilAskedFor(1, recent);
    expect(await asked(0)).toEqual([]);
  }, 90_000);

  it('says of all that it can not ask for how many they are, and of one why', async () => {
    await limitBatches(stand.kafka, stand.topic, 100);
    await holds(bookIn(0), MANY, '30 minutes');
    while (said.length === 0) await pause(100);
    expect(said[0]).toMatchObject({
      ...{ holds: 500, err: { message: expect.stringContaining('unavailable') as string } },
      msg: 'overdue holds could not be expired yet',
    });
  }, 90_000);

  it('visits no more than a page, however many there are of which nothing remains', async () => {
    await holds(bookIn(0), MANY, '2 days', { settled: true });
    const store = new HoldsStore(stand.database);
    const first = await store.due('1000 years', undefined, 500);
    const second = await store.due('1000 years', first.at(-1), 500);
    const third = await store.due('1000 years', second.at(-1), 500);
    const visited = [first, second, third].flat();
    expect(visited.map(({ isOpen }) => isOpen)).toEqual(Array.from({ length: MANY }, () => false));
    expect(new Set(visited.map(({ id }) => id)).size).toBe(MANY);
  }, 90_000);
});
