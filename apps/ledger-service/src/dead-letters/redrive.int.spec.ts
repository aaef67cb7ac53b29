import { REDRIVE_OF_HEADER } from '@pacioli/contracts/dead-letter';
import { CURRENT_RULES } from '@pacioli/contracts/payment-event';
import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import { deadLetterTopic, ledgerEventsTopic } from '@pacioli/contracts/topics';
import { kafkaClient } from '@pacioli/kafka/kafka-settings';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { ProducerFenced, TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { Snapshot } from '@pacioli/postgres/snapshot';
import { LedgerStand, PARTITIONS, until } from '../ledger-stand.testing';
import type { PartitionLedgers } from '../partition-ledgers';
import { compareLedgers } from '../replay/canonical-dump';
import { replayPartition } from '../replay/replay-partition';
import { findDeadLetter, type LaidAside } from './dead-letter-topic';
import { CLOCKS_DIFFER_MS, settledEnds, type Attempt } from './earlier-redrives';
import { redrive, redriveTransactionalId, type Redriven } from './redrive';
import { LEFT_OUT, outcomeOf } from './redrive-outcome';
import { placeOf, redrivenRequest, type Correction } from './redriven-request';

const AS_IT_WAS: Correction = { headers: {} };

describe('The request of a dead letter', () => {
  const stand = new LedgerStand();
  const [book, elsewhere] = [stand.bookOn(0), stand.bookOn(1)];
  let ledgers: PartitionLedgers;
  let deadLetters: TopicReader;
  let ledgerEvents: TopicReader;

  beforeAll(async () => {
    await stand.open();
    deadLetters = await TopicReader.open(stand.kafka, deadLetterTopic(stand.prefix));
    ledgerEvents = await TopicReader.open(stand.kafka, ledgerEventsTopic(stand.prefix));
    ledgers = stand.ledgers();
    await stand.producer.publish([...stand.opening(book), ...stand.opening(elsewhere)]);
    await decide();
  }, 60_000);
  afterAll(async () => {
    await giveUp();
    await ledgers.close();
    await deadLetters.close();
    await ledgerEvents.close();
    await stand.close();
  });

  async function giveUp() {
    for (let partition = 0; partition < PARTITIONS; partition += 1) await ledgers.drop(partition);
  }
  async function decide() {
    await giveUp();
    // A commit is answered before its records can be read.
    await settledEnds(stand.reader);
    for (let partition = 0; partition < PARTITIONS; partition += 1) await stand.decideAll(ledgers, partition);
  }
  /** A transfer that somebody else has spoilt, and that the ledger has laid aside. */
  async function laidAside(
    key: string,
    changed: Partial<OutgoingRecord> = { value: '{' },
  ): Promise<LaidAside> {
    const [offset] = await stand.producer.publish([{ ...stand.transfer(book, key), ...changed }]);
    await decide();
    let found: LaidAside | undefined;
    await until(async () => {
      found = await findDeadLetter(deadLetters, { partition: 0, offset: offset! });
      return found !== undefined;
    });
    return found!;
  }
  function requestOf({ letter }: LaidAside, correction: Correction): OutgoingRecord {
    const request = redrivenRequest(letter, correction, { topic: stand.topic, partitions: PARTITIONS });
    if (request.kind === 'refused') throw new Error(request.detail);
    return request.record;
  }
  const again = (letter: LaidAside, correction = AS_IT_WAS) =>
    redrive(letter, requestOf(letter, correction), {
      ...{ kafka: stand.kafka, prefix: stand.prefix, paymentEvents: stand.reader, ledgerEvents },
    });
  /** An attempt that was made, now or earlier. */
  async function attempted(redriven: Promise<Redriven>): Promise<{ kind: string } & Attempt> {
    const made = await redriven;
    if (made.kind === 'refused') throw new Error(made.detail);
    return made;
  }
  /** What became of an attempt, once that is known. */
  async function outcomeAfter(attempt: Attempt, since: number): Promise<string> {
    // Whoever follows tells by the next outcome when there is none.
    await stand.producer.publish([stand.transfer(book, `after-${attempt.at}`)]);
    await decide();
    let outcome: string | undefined;
    await until(async () => (outcome = await outcomeOf(ledgerEvents, attempt, since)) !== undefined);
    return outcome!;
  }
  const sound = (key: string): Correction => ({
    value: Buffer.from(stand.transfer(book, key).value as string),
    headers: {},
  });
  /** All committed records that name the dead letter. */
  async function sentFor({ letter }: LaidAside) {
    await settledEnds(stand.reader);
    const records = [...(await stand.batchFrom(0, 0n)).records, ...(await stand.batchFrom(1, 0n)).records];
    return records.filter(({ headers }) => headers[REDRIVE_OF_HEADER]?.toString() === placeOf(letter));
  }
  const outcomesOf = (key: string): Promise<{ book: string; status: string }[]> =>
    stand.admin.query('select book, status from outcome where idempotency_key = $1 order by book', [key]);
  /** Of a kind that is repaired by vouching for it alone. */
  const ofAnotherId = (key: string): Partial<OutgoingRecord> => ({
    headers: { ...stand.transfer(book, key).headers, ce_id: 'op_x', ce_rules: String(CURRENT_RULES) },
  });

  it('is sent as it was by whoever vouches for it, once, and is decided', async () => {
    const letter = await laidAside('vouched', ofAnotherId('vouched'));
    const first = await attempted(again(letter));
    expect(first.kind).toBe('sent');
    expect(await again(letter)).toEqual({ ...first, kind: 'already' });
    const [record, ...more] = await sentFor(letter);
    expect(more).toEqual([]);
    expect(placeOf(record!)).toBe(first.at);
    expect(record!.value).toEqual(letter.letter.value);
    expect(record!.headers['ce_id']!.toString()).toBe(stand.transfer(book, 'vouched').headers['ce_id']);
    await decide();
    expect(await outcomesOf('vouched')).toEqual([{ book, status: 'posted' }]);
  });

  it('is sent corrected to another book on another partition, and is found there', async () => {
    const letter = await laidAside('moved');
    const moved = { ...sound('moved'), key: elsewhere };
    const first = await again(letter, moved);
    expect(first).toMatchObject({ at: expect.stringMatching(/^1\//) as string, kind: 'sent' });
    // Whatever the next operator would make of it.
    expect(await again(letter, sound('moved'))).toEqual({ ...first, kind: 'already' });
    expect(await sentFor(letter)).toHaveLength(1);
    await decide();
    expect(await outcomesOf('moved')).toEqual([{ book: elsewhere, status: 'posted' }]);
  });

  it('is sent once by several who do it at the same moment, with different corrections', async () => {
    const letter = await laidAside('raced');
    const corrections = [sound('raced'), { ...sound('raced'), key: elsewhere }, sound('raced')];
    const settled = await Promise.allSettled(corrections.map((correction) => again(letter, correction)));
    const done = settled.filter((one) => one.status === 'fulfilled').map(({ value }) => value);
    expect(done.length).toBeGreaterThan(0);
    expect(done.filter(({ kind }) => kind === 'sent')).toHaveLength(1);
    expect(await sentFor(letter)).toHaveLength(1);
  });

  it('is not sent by one who looked before another sent it, and was slow', async () => {
    const letter = await laidAside('slow');
    const slow = new TransactionalProducer(stand.kafka, redriveTransactionalId(stand.prefix, 0));
    await slow.open();
    expect(await sentFor(letter)).toEqual([]);
    expect(await again(letter, sound('slow'))).toMatchObject({ kind: 'sent' });
    const request = requestOf(letter, { ...sound('slow'), key: elsewhere });
    await expect(slow.publish([request])).rejects.toThrow(ProducerFenced);
    await slow.close();
    expect(await sentFor(letter)).toHaveLength(1);
  });

  it('is sent once when an earlier attempt has died before its commit', async () => {
    const letter = await laidAside('died');
    const { topic, ...message } = requestOf(letter, sound('died'));
    const dead = kafkaClient(stand.kafka).producer({
      ...{
        transactionalId: redriveTransactionalId(stand.prefix, 0),
        idempotent: true,
        maxInFlightRequests: 1,
      },
    });
    await dead.connect();
    const transaction = await dead.transaction();
    await transaction.send({ topic, messages: [message] });
    await dead.disconnect();
    expect(await again(letter, sound('died'))).toMatchObject({ kind: 'sent' });
    expect(await sentFor(letter)).toHaveLength(1);
  });

  it('is found when a transaction of somebody else, which is open, hides it', async () => {
    const letter = await laidAside('hidden');
    const other = kafkaClient(stand.kafka).producer({
      // The broker gives it up after this time.
      ...{ transactionalId: `${stand.prefix}other`, idempotent: true, maxInFlightRequests: 1 },
      transactionTimeout: 1_000,
    });
    await other.connect();
    const transaction = await other.transaction();
    const { topic, ...message } = stand.transfer(book, 'open');
    await transaction.send({ topic, messages: [message] });
    await other.disconnect();
    const [offset] = await stand.producer.publish([requestOf(letter, sound('hidden'))]);
    expect(await again(letter, sound('hidden'))).toMatchObject({ at: `0/${offset}`, kind: 'already' });
  }, 60_000);

  it('makes no second entry when its key has an outcome already', async () => {
    await stand.producer.publish([stand.transfer(book, 'paid')]);
    const { headers } = stand.transfer(book, 'paid');
    const letter = await laidAside('paid', { headers: { ...headers, ce_id: 'op_x' } });
    expect(await again(letter)).toMatchObject({ kind: 'sent' });
    await decide();
    expect(await outcomesOf('paid')).toEqual([{ book, status: 'posted' }]);
  });

  it('is not taken for sent because of a header on what can not be decided', async () => {
    const letter = await laidAside('claimed');
    await laidAside('claim', {
      ...{ headers: { [REDRIVE_OF_HEADER]: placeOf(letter.letter) }, value: '{' },
    });
    expect(await again(letter, sound('claimed'))).toMatchObject({ kind: 'sent' });
  });

  it('is not sent into a topic on which the dead letter did not stand, shorter or longer', async () => {
    const { letter, at } = await laidAside('elsewhere');
    const { lastStable } = await stand.reader.range(0);
    for (const offset of [0n, letter.offset + 1n, lastStable, lastStable + 9n]) {
      const stranger = { letter: { ...letter, offset }, at };
      await expect(again(stranger, sound('elsewhere'))).rejects.toThrow(
        `${stand.topic} is not the topic on which 0/${offset} stood`,
      );
      expect(await sentFor(stranger)).toEqual([]);
    }
    expect(await again({ letter, at }, sound('elsewhere'))).toMatchObject({ kind: 'sent' });
  });

  it('is sent once more after each attempt that came to nothing, and after no other', async () => {
    const letter = await laidAside('mistaken');
    const outcome = (attempt: Attempt) => outcomeOf(ledgerEvents, attempt, letter.at);
    const after = (place: string, correction = sound('mistaken')) =>
      again(letter, { ...correction, after: place });
    const typo = await attempted(again(letter, { ...sound('mistaken'), key: 'nosuchbook-1' }));
    expect(await after(typo.at)).toMatchObject({
      kind: 'refused',
      detail: expect.stringContaining('not known before') as string,
    });
    await decide();
    await until(async () => (await outcome(typo)) === 'rejected');
    expect(await again(letter, sound('mistaken'))).toEqual({ ...typo, kind: 'already' });
    expect(await after('0/0')).toMatchObject({
      kind: 'refused',
      detail: expect.stringContaining('0/0 is no redrive of') as string,
    });

    // Under a key that has an outcome of another body already.
    const taken = { ...sound('mistaken'), headers: { ce_idempotencykey: 'taken' } };
    await stand.producer.publish([stand.transfer(book, 'taken', '7')]);
    const second = await attempted(after(typo.at, taken));
    expect(second.kind).toBe('sent');
    expect(await outcomeAfter(second, letter.at)).toBe(LEFT_OUT);
    expect(await after(typo.at)).toEqual({ ...second, kind: 'already' });

    await Promise.allSettled([after(second.at), after(second.at)]);
    const third = await attempted(after(second.at));
    expect(third.kind).toBe('already');
    await decide();
    await until(async () => (await outcome(third)) === 'posted');
    expect(await after(third.at)).toMatchObject({ kind: 'refused', detail: `${third.at} was posted` });
    expect((await sentFor(letter)).map(placeOf)).toHaveLength(3);
    expect(await outcomesOf('mistaken')).toEqual([
      { book, status: 'posted' },
      { book: 'nosuchbook-1', status: 'rejected' },
    ]);
  });

  it('is done when whoever has its key has sent it since, and nothing is sent after it', async () => {
    const letter = await laidAside('resent', ofAnotherId('resent'));
    await stand.producer.publish([stand.transfer(book, 'resent')]);
    const first = await attempted(again(letter));
    expect(first.kind).toBe('sent');
    expect(await outcomeAfter(first, letter.at)).toBe('posted');
    const another = { headers: { ce_idempotencykey: 'resent-2' }, after: first.at };
    expect(await again(letter, another)).toEqual({ kind: 'refused', detail: `${first.at} was posted` });
    await decide();
    expect(await outcomesOf('resent')).toEqual([{ book, status: 'posted' }]);
    expect(await outcomesOf('resent-2')).toEqual([]);
    expect(await sentFor(letter)).toHaveLength(1);
  });

  it('is done when whoever has its key had sent it long before, too', async () => {
    const paid = stand.transfer(book, 'long-ago');
    await stand.producer.publish([paid]);
    await decide();
    const subjects = async () =>
      (await stand.ledgerEvents(0)).map(({ headers }) => headers['ce_subject']?.toString());
    await until(async () => (await subjects()).includes(paid.headers['ce_id'] as string));

    const { letter, at } = await laidAside('long-ago', ofAnotherId('long-ago'));
    // As if a day lay between: whatever the clocks, the payment is older then than anything that is redriven.
    const later = { letter, at: at + CLOCKS_DIFFER_MS };
    const first = await attempted(again(later));
    expect(await outcomeAfter(first, later.at)).toBe('posted');
    const another = { headers: { ce_idempotencykey: 'long-ago-2' }, after: first.at };
    expect(await again(later, another)).toEqual({ kind: 'refused', detail: `${first.at} was posted` });
  });

  it('is replayed to the same ledger', async () => {
    await decide();
    await giveUp();
    const into = await stand.emptyDatabase('replayed');
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      await replayPartition(partition, (await stand.reader.range(partition)).lastStable, {
        ...{ topic: stand.reader, into, partitions: PARTITIONS, batch: 7 },
        ...{ signal: new AbortController().signal, onDecided: () => undefined },
      });
    }
    const [live, replayed] = [await Snapshot.open(stand.writer), await Snapshot.open(into)];
    const { difference, rows } = await compareLedgers(live, replayed);
    await live.close();
    await replayed.close();
    await into.destroy();
    expect(rows).toBeGreaterThan(0);
    expect(difference).toBeNull();
  });
});
