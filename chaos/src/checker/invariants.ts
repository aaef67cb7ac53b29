import { knowledgeOf, type Call } from '../load/call';
import type { Imported } from '../load/import-answer';
import { askedUnder, eventBodyOf, isImport } from '../load/request';
import { decidedOtherwise } from './decided';
import type { Evidence, OutcomeRow, TopicRecord } from './evidence';
import { brokenHolds, heldOtherwise, leftToExpire } from './held';
import { grouped, idOf } from './id';
import { brokenAccounts, brokenRevisions, notConserved, unbalanced } from './journal';
import { isPoison, Model } from './model';
import type { Observed } from './observed';
import { beyondLimits, neverRead, unbalancedReads } from './trial-balances';

/** What must hold whatever has died. I8, the hash chain, is checked by replay and reconciliation, and there is no I12. */
export const INVARIANTS = {
  I0: 'there was enough of a run to judge the others by',
  I1: 'every entry nets to zero in each currency and layer, and has the postings that it says',
  I2: 'every currency nets to zero over all accounts of a book, read ones as well, and what is pending remains of holds',
  I3: 'a key has one outcome, and an outcome of money has one entry, or that of a batch its own',
  I4: 'whatever was accepted has its outcome, and every outcome has its record and is published, once and in order',
  I5: 'what was answered with a failure was never recorded',
  I6: 'every account and hold counts its versions and changes from 1 without a gap, and each balance follows from the one before',
  I7: 'nothing that was seen in the ledger once has changed',
  I9: 'each fence stands right behind the last record of its partition',
  I10: 'the topic, decided again by another ledger, gives these very outcomes, entries, postings, holds, exchanges and changes',
  I11: 'the API tells the balances that the topic gives',
  I13: 'a key is answered with its outcome, always the same, another request under it is refused, and 503 is the only fault',
  I14: 'no account was ever beyond its limits, in any version or in any trial balance that was read',
  I15: 'all comes to rest: everything is decided and published, nothing is left open or overdue, and payments are taken again',
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
    I2: [...notConserved(evidence), ...heldOtherwise(evidence), ...unbalancedReads(observed, model)],
    I3: doubled(evidence),
    I4: [...lost(observed), ...notPublished(evidence)],
    I5: recordedAllTheSame(observed),
    I6: [...brokenAccounts(evidence), ...brokenRevisions(evidence), ...brokenHolds(evidence)],
    I7: changed(observed),
    I9: misplacedFences(evidence),
    I10: decidedOtherwise(evidence, expected),
    I11: toldOtherwise(observed, model),
    I13: answeredOtherwise(observed),
    I14: beyondLimits(observed, model),
    I15: [...leftOpen(evidence), ...leftToExpire(evidence)],
  };
  return Object.entries(checks).flatMap(([invariant, found]) =>
    found.map((what) => ({ invariant: invariant as Invariant, what })),
  );
}

/** What clients asked for. */
const isOurs = ({ headers }: TopicRecord): boolean => ['http', 'import'].includes(headers['ce_source']!);

/** What nobody sends a call for: the scheduler asks for it by itself. */
const isScheduled = ({ headers }: TopicRecord): boolean =>
  headers['ce_source'] === 'scheduler' && headers['ce_type'] === 'expiry.requested.v1';

/** The key of a record as that of its outcome, whoever asked. */
const keyOf = ({ key, headers }: TopicRecord): string =>
  idOf(headers['ce_source']!, key, headers['ce_idempotencykey']!);

function keyOfCall({ request }: Call): string {
  const { source, key } = askedUnder(request);
  return idOf(source, request.book, key);
}

const byKey = ({ outcomes }: Evidence): Map<string, OutcomeRow> =>
  new Map(outcomes.map((outcome) => [idOf(outcome.source, outcome.book, outcome.key), outcome]));

const byPlace = ({ outcomes }: Evidence): Map<string, OutcomeRow> =>
  new Map(outcomes.map((outcome) => [idOf(outcome.partition, outcome.offset), outcome]));

function doubled({ outcomes, entries }: Evidence): string[] {
  const keys = outcomes.filter(({ key }) => key !== null);
  const ofDecision = grouped(entries, ({ book, decision }) => idOf(book, decision));
  const posted = outcomes.filter(({ status }) => status === 'posted');
  const decisions = new Set(posted.map(({ book, decision }) => idOf(book, decision)));
  return [
    ...duplicatesIn(keys.map(({ source, book, key }) => idOf(source, book, key))).map(
      (id) => `two outcomes of ${id}`,
    ),
    ...duplicatesIn(entries.map(({ book, number }) => idOf(book, number))).map((id) => `two entries ${id}`),
    ...posted.flatMap(({ book, decision, type }) => {
      const own = ofDecision.get(idOf(book, decision))?.length ?? 0;
      const isWhole = own === 1 || (own > 1 && type === 'batch.requested.v1');
      return isWhole ? [] : [`decision ${decision} of ${book}, ${type}, has ${own} entries`];
    }),
    ...[...ofDecision.keys()].filter((id) => !decisions.has(id)).map((id) => `nobody posted decision ${id}`),
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
      .filter((call) => isAccepted(call) && !ofKey.has(keyOfCall(call)))
      .map(({ request }) => `${request.book} ${request.key} was accepted and has no outcome`),
    ...records
      .filter((record) => !isPoison(record) && !ofKey.has(keyOf(record)))
      .map(({ partition, offset }) => `the record at ${partition}/${offset} has no outcome`),
    ...records
      .filter(
        (record) =>
          isPoison(record) && ofPlace.get(idOf(record.partition, record.offset))?.status !== 'dead_lettered',
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
  const records = evidence.paymentEvents.flatMap(({ records: own }) => own);
  const recorded = new Set(
    records.filter((record) => !isPoison(record) && !isScheduled(record)).map((record) => keyOf(record)),
  );
  const accepted = new Set(calls.filter((call) => knowledgeOf(call) !== 'denied').map(keyOfCall));
  const sent = new Set(calls.map(keyOfCall));
  const bodies = new Set(calls.map((call) => idOf(keyOfCall(call), canonical(eventBodyOf(call.request)))));
  return [
    ...calls
      .filter((call) => knowledgeOf(call) === 'denied')
      .map(keyOfCall)
      .filter((id) => recorded.has(id) && !accepted.has(id))
      .map((id) => `${id} was said not to be recorded, and is in the topic`),
    ...[...recorded].filter((id) => !sent.has(id)).map((id) => `${id} is in the topic and was never sent`),
    ...records
      .filter(
        (record) => isOurs(record) && !bodies.has(idOf(keyOf(record), canonical(JSON.parse(record.value!)))),
      )
      .map((record) => `${keyOf(record)} is in the topic with a body that was never sent`),
  ];
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

function toldOtherwise({ told }: Observed, model: Model): string[] {
  const balances = new Map(told.map((one) => [idOf(one.book, one.account), printBalances(one)]));
  const wanted = new Map(
    model.accounts().map((one) => [idOf(one.book, one.name), printBalances(one.balances)]),
  );
  return [...new Set([...balances.keys(), ...wanted.keys()])].flatMap((id) => {
    const [found, shall] = [balances.get(id) ?? 'nothing', wanted.get(id) ?? 'nothing'];
    return found === shall ? [] : [`${id} is told to hold ${found}, expected ${shall}`];
  });
}

const printBalances = ({
  posted,
  pending,
  available,
}: Record<'posted' | 'pending' | 'available', bigint | string>): string =>
  `${posted}, ${pending} with what is pending, ${available} available`;

function answeredOtherwise({ evidence, calls, reads }: Observed): string[] {
  const outcomes = byKey(evidence);
  const bodies = new Map(
    evidence.paymentEvents.flatMap(({ records }) =>
      records
        .filter(isOurs)
        .map(
          (record) => [idOf(record.partition, record.offset), canonical(JSON.parse(record.value!))] as const,
        ),
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
  const otherwise = calls.flatMap((call) => {
    const { request, attempts } = call;
    const { book, key, type } = request;
    const outcome = outcomes.get(keyOfCall(call));
    if (!outcome) return [];
    const isSame =
      bodies.get(idOf(outcome.partition, outcome.offset)) === canonical(eventBodyOf(request)) &&
      outcome.type === type;
    const wanted = isSame ? printAnswer(outcome, isImport(request)) : 'idempotency_key_reused';
    return attempts
      .filter(({ status }) => status === 201 || status === 422)
      .map(({ status, text }) => (status === 201 ? text : printProblem(text)))
      .filter((found) => found !== wanted)
      .map((found) => `${book} ${key} was answered ${found}, expected ${wanted}`);
  });
  return [...faults, ...faultyReads, ...otherwise];
}

function printAnswer({ answer, code, pointer }: OutcomeRow, isOfImport: boolean): string {
  if (code !== null) return printRefusal(code, pointer);
  if (!isOfImport) return answer!;
  const { operation, results } = JSON.parse(answer!) as { operation: string; results: object[] };
  return JSON.stringify({ operation, posted: results.length } satisfies Imported);
}

function printProblem(text: string): string {
  const { code, errors } = JSON.parse(text) as { code: string; errors?: { pointer: string }[] };
  return printRefusal(code, errors?.[0]?.pointer ?? null);
}

const printRefusal = (code: string, pointer: string | null): string =>
  pointer === null ? code : `${code} at ${pointer}`;

/** JSON with its members in order: the API publishes bodies in the form of RFC 8785. */
function canonical(body: unknown): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort()
        .map(([name, member]) => [name, sorted(member)]),
    );
  };
  return JSON.stringify(sorted(body));
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
