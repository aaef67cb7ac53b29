import { deadLetterKeyIdOf } from '@pacioli/contracts/operation-id';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { recordHash } from '@pacioli/kafka/record-hash';
import { matching } from '../matching.testing';
import { SoundBook, type Writable } from '../sound-book.testing';
import type { Fence, OutcomePosition } from '../store';
import { Findings } from './findings';
import { TopicAgainstLedger } from './topic-against-ledger';

/** Where things stand in the sound book: offsets are twice the place. */
const TRANSFER = 6;
const POISON = 8;
/** Of so many, `acme` lies on the first. */
const PARTITIONS = 3;

describe('TopicAgainstLedger', () => {
  const sound = new SoundBook();
  const last = sound.records.at(-1)!;
  const soundFence = (): Writable<Fence> => ({
    ...{ partition: 0, nextOffset: last.offset + 1n, lastOffset: last.offset, lastHash: recordHash(last) },
  });
  const positions = (): Writable<OutcomePosition>[] =>
    sound.written.map(({ outcome: { book, offset, keyId, fingerprint, acceptedAt } }) => ({
      ...{ book, offset, keyId, fingerprint, acceptedAt },
    }));

  interface Sides {
    records: Writable<TopicRecord>[];
    outcomes: Writable<OutcomePosition>[];
    fence: Writable<Fence>;
    range: { earliest: bigint; lastStable: bigint };
  }

  /** Checks one partition; duplicates are judged by the outcomes themselves. */
  function checksOf(tamper: (sides: Sides) => void) {
    const sides: Sides = {
      records: sound.records.map((record) => ({ ...record })),
      outcomes: positions(),
      fence: soundFence(),
      range: { earliest: 0n, lastStable: last.offset + 1n },
    };
    tamper(sides);
    const findings = new Map<string, Findings>();
    const check = new TopicAgainstLedger(
      { fence: sides.fence, from: 0n, lastBefore: null, proven: 0n },
      PARTITIONS,
      (book) => {
        const known = findings.get(book) ?? new Findings('topic_against_ledger');
        findings.set(book, known);
        return known;
      },
    );
    const at = new Map(sides.outcomes.map((outcome) => [outcome.offset, outcome]));
    for (const record of sides.records) {
      check.see(record, at.get(record.offset));
      at.delete(record.offset);
    }
    for (const outcome of at.values()) check.withoutRecord(outcome);
    for (const duplicate of check.takePossibleDuplicates()) {
      const first = sides.outcomes.find(({ keyId }) => keyId === duplicate.keyId);
      check.judgeDuplicate(duplicate, first && { partition: 0, offset: first.offset });
    }
    check.finish(sides.range);
    return Object.fromEntries([...findings].map(([book, found]) => [book, found.check()]));
  }
  const problemsOf = (tamper: (sides: Sides) => void) => checksOf(tamper)['acme']!.problems;
  const problemsOfPartition = (tamper: (sides: Sides) => void) => checksOf(tamper)['~0']!.problems;

  it('counts the records of a sound book, not the fence, and finds nothing', () => {
    expect(checksOf(() => undefined)).toMatchObject({
      acme: { status: 'ok', checked: 11, problem_count: 0 },
      '~0': { status: 'ok', checked: 0, problem_count: 0 },
    });
  });

  it('names a record that has no outcome', () => {
    expect(problemsOf(({ outcomes }) => outcomes.splice(TRANSFER, 1))).toEqual([
      {
        row: 'record 0-12',
        expected: matching(/^one outcome of key id [0-9a-f]{32}, here or before$/),
        found: 'none',
      },
    ]);
  });

  it('names a dead letter that has no outcome', () => {
    expect(problemsOf(({ outcomes }) => outcomes.splice(POISON, 1))).toEqual([
      { row: 'record 0-16', expected: 'a dead-lettered outcome (body_unparsable)', found: 'none' },
    ]);
  });

  it('knows a dead letter of a book of another partition by its own partition', () => {
    const stray = ({ records, outcomes }: Sides) => {
      records[POISON]!.key = Buffer.from('globex');
      outcomes[POISON]!.book = '~0';
    };
    expect(checksOf(stray)).toMatchObject({
      acme: { status: 'ok', checked: 10, problem_count: 0 },
      '~0': { status: 'ok', checked: 1, problem_count: 0 },
    });
  });

  it('names an outcome that has no record', () => {
    expect(problemsOf(({ records }) => records.splice(TRANSFER, 1))).toEqual([
      { row: 'outcome of record 0-12', expected: 'a record in the topic', found: 'none' },
    ]);
  });

  it('takes a second record of an operation for a duplicate of the first', () => {
    const again = { ...sound.records[TRANSFER]!, offset: last.offset - 1n };
    const twice = ({ records }: Sides) => records.splice(-1, 0, again);
    expect(problemsOf(twice)).toEqual([]);
    expect(problemsOf((sides) => (twice(sides), sides.outcomes.splice(TRANSFER, 1)))).toMatchObject([
      { row: 'record 0-12' },
      { row: 'record 0-19' },
    ]);
  });

  it('names a record whose outcome stands at a later one', () => {
    const later = ({ outcomes }: Sides) => {
      const [moved] = outcomes.splice(TRANSFER, 1);
      outcomes.push({ ...moved!, offset: last.offset - 1n });
    };
    expect(problemsOf(later)).toMatchObject([
      { row: 'outcome of record 0-19', found: 'none' },
      { row: 'record 0-12', found: 'one at record 0-19' },
    ]);
  });

  it.each<[string, (outcome: Writable<OutcomePosition>) => void]>([
    ['key id', (outcome) => (outcome.keyId = 'f'.repeat(32))],
    ['fingerprint', (outcome) => (outcome.fingerprint = Buffer.alloc(32))],
    ['fingerprint', (outcome) => (outcome.fingerprint = null)],
    ['accepted_at', (outcome) => (outcome.acceptedAt += 1)],
    ['book', (outcome) => (outcome.book = 'other')],
  ])('names an outcome with another %s than its record', (what, change) => {
    const problems = problemsOf(({ outcomes }) => change(outcomes[TRANSFER]!));
    expect(problems).toEqual([
      {
        row: 'outcome of record 0-12',
        expected: matching(new RegExp(`^${what} `)),
        found: matching(new RegExp(`^${what} `)),
      },
    ]);
    expect(problems[0]!.found).not.toBe(problems[0]!.expected);
  });

  it('names a record whose body was changed under an outcome', () => {
    const problems = problemsOf(({ records }) => {
      const record = records[TRANSFER]!;
      record.value = Buffer.from(record.value!.toString().replace('"20"', '"21"'));
    });
    // The operation id in its headers does not follow from it any more, so it should be a dead letter.
    expect(problems).toMatchObject([
      { row: 'outcome of record 0-12', expected: `key id ${deadLetterKeyIdOf(0, 12n)}` },
      { row: 'outcome of record 0-12', expected: 'fingerprint none' },
    ]);
  });

  it('names an event that this release does not know', () => {
    const problems = problemsOf(({ records }) => {
      const record = records[TRANSFER]!;
      record.headers = { ...record.headers, ce_type: Buffer.from('hold.requested.v9') };
    });
    expect(problems).toMatchObject([{ row: 'record 0-12', found: 'event type hold.requested.v9' }]);
  });

  it('files records of no book under their partition', () => {
    const poison = (sides: Sides) => {
      sides.records[POISON]!.key = Buffer.from([0xff, 0xfe]);
      sides.outcomes[POISON]!.book = '~0';
    };
    expect(checksOf(poison)).toMatchObject({
      acme: { status: 'ok', checked: 10 },
      '~0': { status: 'ok', checked: 1 },
    });
  });

  it('names outcomes that stand beyond the fence', () => {
    const beyond = ({ outcomes, fence }: Sides) =>
      outcomes.push({ ...outcomes[TRANSFER]!, offset: fence.nextOffset });
    expect(problemsOf(beyond)).toEqual([
      { row: 'outcome of record 0-21', expected: 'an offset before the fence at 21', found: 'offset 21' },
    ]);
  });

  it('names a fence whose last record is another one', () => {
    const hash = recordHash(last).toString('hex');
    const problems = problemsOfPartition(({ fence }) => (fence.lastHash = Buffer.alloc(32)));
    expect(problems).toEqual([
      {
        row: 'fence of partition 0',
        expected: `last record 20 with hash ${hash}`,
        found: `last record 20 with hash ${'0'.repeat(64)}`,
      },
    ]);
    expect(problemsOfPartition(({ fence }) => (fence.lastOffset = 18n))).toHaveLength(1);
    expect(problemsOfPartition(({ fence }) => (fence.lastOffset = null))).toMatchObject([
      { found: 'no last record' },
    ]);
  });

  it('names a topic that was truncated, or ends before the fence', () => {
    expect(problemsOfPartition(({ range }) => (range.earliest = 2n))).toEqual([
      { row: 'partition 0 of the topic', expected: 'records from offset 0 on', found: 'from 2 on' },
    ]);
    expect(problemsOfPartition(({ range }) => (range.lastStable = 5n))).toEqual([
      { row: 'partition 0 of the topic', expected: 'records up to the fence at 21', found: 'up to 5' },
    ]);
  });
});
