import { knowledgeOf, type Call } from '../load/call';
import type { Evidence, OutcomeRow, TopicRecord } from './evidence';
import { idOf } from './id';
import { Model, type Expected } from './model';
import type { Observed } from './observed';
import { belowLimit, neverRead, unbalancedReads } from './trial-balances';

/** What must hold whatever has died. I8, the hash chain, is checked by replay and reconciliation, and there is no I12. */
export const INVARIANTS = {
  I0: 'there was enough of a run to judge the others by',
  I1: 'every entry nets to zero in each currency, and has the postings that it says',
  I2: 'every currency nets to zero over all accounts of a book, in every trial balance that was read as well',
  I3: 'a key has one outcome, and an outcome of money has one entry',
  I4: 'whatever was accepted has its outcome, and every outcome has its record and is published, once and in order',
  I5: 'what was answered with a failure was never recorded',
  I6: 'every account counts its versions from 1 without a gap, and each balance follows from the one before',
  I7: 'nothing that was seen in the ledger once has changed',
  I9: 'each fence stands right behind the last record of its partition',
  I10: 'the topic, decided again by another ledger, gives these very outcomes, entries and postings',
  I11: 'the API tells the balances that the topic gives',
  I13: 'a key is answered with its outcome, always the same, another request under it is refused, and 503 is the only fault',
  I14: 'no account was ever below its limit, in any version or in any trial balance that was read',
  I15: 'all comes to rest: everything is decided and published, no transaction is left open, and payments are taken again',
} as const;
export type Invariant = keyof typeof INVARIANTS;

export interface Violation {
  readonly invariant: Invariant;
  readonly what: string;
}

/** Every violation of every invariant. */
export function violationsOf(observed: Observed): Violation[] {
  const { evidence } = observed;
  const model = new Model();
  const expected = evidence.paymentEvents.flatMap(({ records }) =>
    records.flatMap((record) => model.hear(record) ?? []),
  );
  const checks: Record<Invariant, string[]> = {
    I0: neverRead(observed),
    I1: unbalanced(evidence),
    I2: [...notConserved(evidence), ...unbalancedReads(observed, model)],
    I3: doubled(evidence),
    I4: [...lost(observed), ...notPublished(evidence)],
    I5: recordedAllTheSame(observed),
    I6: brokenAccounts(evidence),
    I7: changed(observed),
    I9: misplacedFences(evidence),
    I10: decidedOtherwise(evidence, expected),
    I11: toldOtherwise(observed, model),
    I13: answeredOtherwise(observed),
    I14: belowLimit(observed, model),
    I15: leftOpen(evidence),
  };
  return Object.entries(checks).flatMap(([invariant, found]) =>
    found.map((what) => ({ invariant: invariant as Invariant, what })),
  );
}

/** What clients asked for; all else in the topic was put there as poison. */
const isOurs = ({ headers }: TopicRecord): boolean => headers['ce_source'] === 'http';

function grouped<T>(items: readonly T[], id: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(id(item));
    if (group) group.push(item);
    else groups.set(id(item), [item]);
  }
  return groups;
}

const byKey = ({ outcomes }: Evidence): Map<string, OutcomeRow> =>
  new Map(outcomes.map((outcome) => [idOf(outcome.book, outcome.key), outcome]));

const byPlace = ({ outcomes }: Evidence): Map<string, OutcomeRow> =>
  new Map(outcomes.map((outcome) => [idOf(outcome.partition, outcome.offset), outcome]));

function unbalanced({ entries, postings }: Evidence): string[] {
  const sums = new Map<string, { count: number; sums: Map<string, bigint> }>();
  for (const { book, entry, direction, amount, currency } of postings) {
    const id = idOf(book, entry);
    const sum = sums.get(id) ?? { count: 0, sums: new Map<string, bigint>() };
    sums.set(id, sum);
    sum.count += 1;
    sum.sums.set(currency, (sum.sums.get(currency) ?? 0n) + (direction === 'DEBIT' ? amount : -amount));
  }
  return entries.flatMap(({ book, number, postingCount }) => {
    const sum = sums.get(idOf(book, number));
    if (sum?.count !== postingCount)
      return [`entry ${number} of ${book} has ${sum?.count ?? 0} postings and says ${postingCount}`];
    return [...sum.sums]
      .filter(([, net]) => net !== 0n)
      .map(([currency, net]) => `entry ${number} of ${book} nets to ${net} ${currency}`);
  });
}

function notConserved({ postings }: Evidence): string[] {
  const sums = new Map<string, bigint>();
  for (const { book, currency, direction, amount } of postings) {
    const id = idOf(book, currency);
    sums.set(id, (sums.get(id) ?? 0n) + (direction === 'DEBIT' ? amount : -amount));
  }
  return [...sums].filter(([, sum]) => sum !== 0n).map(([id, sum]) => `${id} nets to ${sum}`);
}

function doubled({ outcomes, entries }: Evidence): string[] {
  const keys = outcomes.map(({ book, source, key }) => idOf(book, source, key));
  const decisions = entries.map(({ book, decision }) => idOf(book, decision));
  const posted = outcomes.filter(({ status }) => status === 'posted');
  return [
    ...duplicatesIn(keys.filter((_, at) => outcomes[at]!.key !== null)).map((id) => `two outcomes of ${id}`),
    ...duplicatesIn(decisions).map((id) => `two entries of decision ${id}`),
    ...(posted.length === entries.length
      ? []
      : [`${posted.length} outcomes are posted, and there are ${entries.length} entries`]),
  ];
}

function duplicatesIn(ids: readonly string[]): string[] {
  const seen = new Set<string>();
  return ids.filter((id) => seen.size === seen.add(id).size);
}

function lost({ evidence, calls }: Observed): string[] {
  const [ofKey, ofPlace] = [byKey(evidence), byPlace(evidence)];
  const records = evidence.paymentEvents.flatMap(({ records }) => records);
  const places = new Map(records.map((record) => [idOf(record.partition, record.offset), record]));
  const isAccepted = ({ attempts }: Call) =>
    attempts.some(({ status }) => status === 201 || status === 202 || status === 422);
  return [
    ...calls
      .filter((call) => isAccepted(call) && !ofKey.has(idOf(call.request.book, call.request.key)))
      .map(({ request }) => `${request.book} ${request.key} was accepted and has no outcome`),
    ...records
      .filter(
        (record) => isOurs(record) && !ofKey.has(idOf(record.key, record.headers['ce_idempotencykey']!)),
      )
      .map(({ partition, offset }) => `the record at ${partition}/${offset} has no outcome`),
    ...records
      .filter(
        (record) =>
          !isOurs(record) && ofPlace.get(idOf(record.partition, record.offset))?.status !== 'dead_lettered',
      )
      .map(({ partition, offset }) => `the poison at ${partition}/${offset} is no dead letter`),
    ...[...ofPlace].flatMap(([place, { book, key }]) => {
      const record = places.get(place);
      const isItsOwn = record && (key === null || record.headers['ce_idempotencykey'] === key);
      return isItsOwn ? [] : [`the outcome of ${book} ${key} has no record at ${place}`];
    }),
  ];
}

function recordedAllTheSame({ evidence, calls }: Observed): string[] {
  const recorded = new Set(
    evidence.paymentEvents.flatMap(({ records }) =>
      records.filter(isOurs).map(({ key, headers }) => idOf(key, headers['ce_idempotencykey']!)),
    ),
  );
  const accepted = new Set(
    calls
      .filter((call) => knowledgeOf(call) !== 'denied')
      .map(({ request }) => idOf(request.book, request.key)),
  );
  const sent = new Set(calls.map(({ request }) => idOf(request.book, request.key)));
  return [
    ...calls
      .filter((call) => knowledgeOf(call) === 'denied')
      .map(({ request }) => idOf(request.book, request.key))
      .filter((id) => recorded.has(id) && !accepted.has(id))
      .map((id) => `${id} was said not to be recorded, and is in the topic`),
    ...[...recorded].filter((id) => !sent.has(id)).map((id) => `${id} is in the topic and was never sent`),
  ];
}

function brokenAccounts({ postings }: Evidence): string[] {
  const byAccount = grouped(postings, ({ book, account }) => idOf(book, account));
  return [...byAccount].flatMap(([id, own]) => {
    let [version, debits, credits] = [0n, 0n, 0n];
    for (const posting of own.sort((a, b) => (a.version < b.version ? -1 : 1))) {
      version += 1n;
      if (posting.direction === 'DEBIT') debits += posting.amount;
      else credits += posting.amount;
      if (posting.version !== version)
        return [`account ${id} has version ${posting.version} where ${version} is next`];
      if (posting.debits !== debits || posting.credits !== credits)
        return [
          `account ${id} version ${version} holds ${posting.debits}/${posting.credits}, expected ${debits}/${credits}`,
        ];
    }
    return [];
  });
}

function changed({ sightings, seenAgain }: Observed): string[] {
  if (sightings.length === 0) return ['no decision was looked at while the faults went on'];
  return sightings.flatMap(({ book, decision, row }) => {
    const now = seenAgain.get(idOf(book, decision));
    return now === row ? [] : [`decision ${decision} of ${book} was ${row} and is ${now ?? 'gone'}`];
  });
}

function misplacedFences({ fences, outcomes, paymentEvents }: Evidence): string[] {
  return paymentEvents.flatMap(({ partition, records }) => {
    const last = records.at(-1)?.offset;
    const fence = fences.find((one) => one.partition === partition);
    const beyond = outcomes.find(
      (outcome) => outcome.partition === partition && outcome.offset > (last ?? -1n),
    );
    if (beyond) return [`an outcome lies at ${partition}/${beyond.offset}, behind the last record`];
    if (last === undefined || fence?.nextOffset === last + 1n) return [];
    return [
      `the fence of partition ${partition} is at ${fence?.nextOffset ?? 'nowhere'}, the last record at ${last}`,
    ];
  });
}

function decidedOtherwise(evidence: Evidence, expected: readonly Expected[]): string[] {
  const outcomes = byPlace(evidence);
  const postings = grouped(evidence.postings, ({ book, entry }) => idOf(book, entry));
  return expected.flatMap((one) => {
    const { partition, offset, status } = one;
    const outcome = outcomes.get(idOf(partition, offset));
    const found = outcome && printOutcome(status === 'dead_lettered' ? { ...outcome, code: null } : outcome);
    if (found !== printOutcome(one))
      return [
        `the record at ${partition}/${offset}: expected ${printOutcome(one)}, found ${found ?? 'nothing'}`,
      ];
    if (one.entry === null) return [];
    const own = postings.get(idOf(one.book, one.entry))?.map(printPosting).join('; ');
    const wanted = one.postings.map(printPosting).join('; ');
    return own === wanted ? [] : [`entry ${one.entry} of ${one.book}: expected ${wanted}, found ${own}`];
  });
}

const printOutcome = ({ book, decision, status, code, entry }: OutcomeRow | Expected): string =>
  `decision ${decision} of ${book}, ${status}${code === null ? '' : ` ${code}`}${entry === null ? '' : `, entry ${entry}`}`;

const printPosting = (posting: Expected['postings'][number]): string =>
  [
    posting.account,
    posting.version,
    posting.direction,
    posting.amount,
    posting.currency,
    posting.debits,
    posting.credits,
  ].join(' ');

function toldOtherwise({ told }: Observed, model: Model): string[] {
  const balances = new Map(told.map(({ book, account, posted }) => [idOf(book, account), posted]));
  const strangers = told.filter(({ book, account }) => model.balance(book, account) === undefined);
  return [
    ...model.accounts().flatMap(({ book, name, balance }) => {
      const posted = balances.get(idOf(book, name));
      return posted === balance.toString()
        ? []
        : [`${book} ${name} is told to hold ${posted ?? 'nothing'}, expected ${balance}`];
    }),
    ...strangers.map(({ book, account }) => `${book} ${account} is told, and nobody opened it`),
  ];
}

function answeredOtherwise({ evidence, calls, reads }: Observed): string[] {
  const outcomes = byKey(evidence);
  const bodies = new Map(
    evidence.paymentEvents.flatMap(({ records }) =>
      records
        .filter(isOurs)
        .map((record) => [idOf(record.partition, record.offset), canonical(record.value)] as const),
    ),
  );
  const faults = calls.flatMap(({ request: { book, key }, attempts }) =>
    attempts
      .filter(({ status }) => status !== null && status >= 500 && status !== 503)
      .map(({ status, text }) => `${book} ${key} was answered ${status}: ${text}`),
  );
  const faultyReads = reads
    .filter(({ answer: { status } }) => status !== null && status !== 200 && status !== 503)
    .map(({ book, answer }) => `the trial balance of ${book} was answered ${answer.status}: ${answer.text}`);
  const otherwise = calls.flatMap(({ request: { book, key, body, type, inPath }, attempts }) => {
    const outcome = outcomes.get(idOf(book, key));
    if (!outcome) return [];
    const isSame =
      bodies.get(idOf(outcome.partition, outcome.offset)) === canonical(body, inPath) &&
      outcome.type === type;
    return attempts
      .filter(({ status }) => status === 201 || status === 422)
      .flatMap(({ status, text }) => {
        const code = status === 422 ? (JSON.parse(text) as { code: string }).code : null;
        const wanted = !isSame ? 'idempotency_key_reused' : outcome.code;
        if (code !== wanted)
          return [`${book} ${key} was answered ${code ?? status}, expected ${wanted ?? 201}`];
        return status === 201 && text !== outcome.answer
          ? [`${book} ${key} was answered ${text}, not ${outcome.answer}`]
          : [];
      });
  });
  return [...faults, ...faultyReads, ...otherwise];
}

/** JSON with its members in order: the API publishes bodies in the form of RFC 8785. */
function canonical(text: string | null, more: Readonly<Record<string, string>> = {}): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort()
        .map(([name, member]) => [name, sorted(member)]),
    );
  };
  return JSON.stringify(sorted({ ...(JSON.parse(text!) as object), ...more }));
}

const leftOpen = ({ paymentEvents, ledgerEvents, deadLetters }: Evidence): string[] =>
  [...paymentEvents, ...ledgerEvents, ...deadLetters]
    .filter(({ lastStable, highWatermark }) => lastStable !== highWatermark)
    .map(({ partition }) => `a transaction is open on partition ${partition} of a topic`);

function notPublished({ outcomes, ledgerEvents, deadLetters }: Evidence): string[] {
  return [
    ...ledgerEvents.flatMap(({ partition, records }) =>
      differences(
        `ledger-events partition ${partition}`,
        outcomes
          .filter((outcome) => outcome.partition === partition)
          .map(({ book, decision }) => `${book}/${decision}`),
        records.map(({ headers }) => headers['ce_id']!),
      ),
    ),
    ...deadLetters.flatMap(({ partition, records }) =>
      differences(
        `dead letters of partition ${partition}`,
        outcomes
          .filter((outcome) => outcome.partition === partition && outcome.status === 'dead_lettered')
          .map(({ offset }) => String(offset)),
        records.map(({ headers }) => headers['dlq_offset']!),
      ),
    ),
  ];
}

function differences(where: string, wanted: readonly string[], found: readonly string[]): string[] {
  const at = wanted.findIndex((id, index) => found[index] !== id);
  if (at < 0 && found.length === wanted.length) return [];
  const index = at < 0 ? wanted.length : at;
  return [
    `${where}: record ${index} is ${found[index] ?? 'missing'}, expected ${wanted[index] ?? 'none'} (${found.length} of ${wanted.length})`,
  ];
}
