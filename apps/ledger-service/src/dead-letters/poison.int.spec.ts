import { readDeadLetter } from '@pacioli/contracts/dead-letter';
import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import { MAX_MESSAGE_BYTES } from '@pacioli/contracts/topics';
import { hash } from 'node:crypto';
import { LedgerStand, PARTITIONS, until } from '../ledger-stand.testing';
import type { PartitionLedgers } from '../partition-ledgers';
import { replayPartition } from '../replay/replay-partition';

type Poison = [kind: string, reason: string, detail: RegExp, record: OutgoingRecord];

/** A record as it is sent, or as it is read. */
type Parts = Pick<OutgoingRecord, 'key' | 'value'> & {
  readonly headers: Readonly<Record<string, string | Buffer | null | undefined>>;
};

/** Room for the key, the headers and the framing of the largest record. */
const FRAMING = 1_024;
const NO_BOOK = /the key of the record is not the id of a book/;
const NO_JSON = /not JSON in UTF-8/;
const AMOUNT = /^\/amount must match pattern/;
const REQUIRED = ['ce_type', 'ce_id', 'ce_source', 'ce_rules', 'ce_idempotencykey', 'ce_authtype'];

describe('What can never be decided', () => {
  const stand = new LedgerStand();
  const poisons = new Map<number, Poison[]>();
  const offsets = new Map<number, bigint[]>();
  let ledgers: PartitionLedgers;

  /** Every kind of poison, each made of a transfer that could be decided. */
  function poisonOf(book: string): Poison[] {
    const sound = stand.transfer(book, 'poison');
    const body = JSON.parse(sound.value as string) as object;
    const headed = (name: string, value: string | Buffer | null) =>
      ({ headers: { ...sound.headers, [name]: value } }) as Partial<OutgoingRecord>;
    const without = (name: string) => ({
      headers: Object.fromEntries(Object.entries(sound.headers).filter(([one]) => one !== name)),
    });
    const worth = (amount: unknown) => ({ value: JSON.stringify({ ...body, amount }) });
    const large = `{"debit":"${'x'.repeat(MAX_MESSAGE_BYTES.paymentEvents - FRAMING)}"}`;
    const another = stand.transfer(book, 'other').headers['ce_id']!;
    const kinds: [string, string, RegExp, Partial<OutgoingRecord>][] = [
      ['bad JSON', 'body_unparsable', NO_JSON, { value: '{"amount"' }],
      ['what is not UTF-8', 'body_unparsable', NO_JSON, { value: Buffer.from([0x22, 0xff, 0xfe, 0x22]) }],
      ['no value', 'body_unparsable', NO_JSON, { value: null }],
      ['an amount of 0', 'body_invalid', AMOUNT, worth('0')],
      ['a negative amount', 'body_invalid', AMOUNT, worth('-1')],
      ['an amount above 2^63 - 1', 'body_invalid', AMOUNT, worth('9223372036854775808')],
      ['a fraction', 'body_invalid', AMOUNT, worth('1.5')],
      ['a number for a string', 'body_invalid', /^\/amount must be string/, worth(100)],
      ['no key', 'key_is_no_book', NO_BOOK, { key: null }],
      ['a key that is no book', 'key_is_no_book', NO_BOOK, { key: Buffer.from([0x41, 0xff]) }],
      ...REQUIRED.map((name): [string, string, RegExp, Partial<OutgoingRecord>] => {
        return [`no ${name}`, 'headers_invalid', new RegExp(`one of .*${name}.* is missing`), without(name)];
      }),
      ['a header without a value', 'headers_invalid', /is missing/, headed('ce_source', null)],
      ['an empty header', 'headers_invalid', /ce_authtype is empty/, headed('ce_authtype', '')],
      ['a value as large as the topic takes', 'body_invalid', /\/debit must/, { value: large }],
      ['the id of another', 'operation_id_mismatch', /does not follow/, headed('ce_id', another)],
    ];
    return kinds.map(([kind, reason, detail, changed]) => [kind, reason, detail, { ...sound, ...changed }]);
  }

  beforeAll(async () => {
    await stand.open();
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      const book = stand.bookOn(partition);
      const kinds = poisonOf(book);
      poisons.set(partition, kinds);
      await stand.producer.publish(stand.opening(book));
      const placed: bigint[] = [];
      for (const [at, [, , , record]] of kinds.entries()) {
        const records = [record, stand.transfer(book, `good-${at}`)];
        placed.push((await stand.producer.publish(records))[0]!);
      }
      offsets.set(partition, placed);
    }
  }, 60_000);
  afterEach(async () => {
    for (const partition of poisons.keys()) await ledgers.drop(partition);
    await ledgers.close();
  });
  afterAll(() => stand.close());

  /** A record's parts, of which the large ones are better compared by their digests. */
  const partsOf = (record: Parts) => ({
    key: record.key === null ? null : Buffer.from(record.key).toString('hex'),
    value: record.value === null ? null : hash('sha256', record.value),
    headers: Object.fromEntries(
      Object.entries(record.headers).map(([name, bytes]) => [
        name,
        bytes === null ? null : Buffer.from(bytes!).toString('hex'),
      ]),
    ),
  });

  /** A dead letter is published in one transaction with its event. */
  const eventsOf = async (partition: number, type: string) =>
    (await stand.ledgerEvents(partition)).filter(({ headers }) => headers['ce_type']!.toString() === type)
      .length;

  const ways: [number, string][] = [
    [0, 'as it is decided'],
    [1, 'from the database, by a successor'],
  ];
  it.each(ways)(
    'goes to the dead letter topic once, as it was, and the partition %d goes on: %s',
    async (partition) => {
      const book = stand.bookOn(partition);
      const kinds = poisons.get(partition)!;
      ledgers = stand.ledgers();
      if (partition === 1) {
        const { lastStable: end } = await stand.reader.range(partition);
        await replayPartition(partition, end, {
          ...{ topic: stand.reader, into: stand.writer, partitions: PARTITIONS, batch: 1_000 },
          ...{ signal: new AbortController().signal, onDecided: () => undefined },
        });
      }
      await stand.decideAll(ledgers, partition);
      await until(async () => (await eventsOf(partition, 'record.dead-lettered.v1')) >= kinds.length);

      // Another that takes the partition over publishes what is new, and nothing of this again.
      await ledgers.drop(partition);
      const unbalanced = ['1', '2'].map((amount, at) => ({
        ...{ account: at === 0 ? 'cash' : 'owed', direction: at === 0 ? 'DEBIT' : 'CREDIT', amount },
        currency: 'GBP',
      }));
      await stand.producer.publish([
        stand.event('journal-entry.requested.v1', book, 'unbalanced', { postings: unbalanced }),
      ]);
      await stand.decideAll(ledgers, partition);
      await until(async () => (await eventsOf(partition, 'journal-entry.rejected.v1')) > 0);

      const letters = (await stand.deadLetters(partition)).map((record) => readDeadLetter(record)!);
      expect(
        letters.map(({ topic, partition: of, offset, reason, ...letter }, at) => ({
          ...{ kind: kinds[at]?.[0], topic, partition: of, offset, reason },
          ...partsOf(letter),
        })),
      ).toEqual(
        kinds.map(([kind, reason, , record], at) => ({
          ...{ kind, topic: stand.topic, partition, offset: offsets.get(partition)![at], reason },
          ...partsOf(record),
        })),
      );
      for (const [at, { detail }] of letters.entries()) expect(detail).toMatch(kinds[at]![2]);

      const outcomes = await stand.admin.query<{ status: string; code: string | null; count: number }[]>(
        `select status, code, count(*)::integer as count from outcome
          where book = $1 and status in ('posted', 'rejected') group by status, code order by status, code`,
        [book],
      );
      // An entry that does not balance is a refusal of the ledger, which anybody may ask for.
      expect(outcomes).toEqual([
        { status: 'posted', code: null, count: kinds.length },
        { status: 'rejected', code: 'unbalanced_entry', count: 1 },
      ]);
    },
    120_000,
  );
});
