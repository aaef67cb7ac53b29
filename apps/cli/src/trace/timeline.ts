import { inMajorUnits } from '@pacioli/contracts/currency';
import { printPlace } from '@pacioli/service/command-line/place';
import { printedAmounts } from '../topic/amounts-in';
import type { Decision } from './decision';
import type { Later } from './later';
import type { Report } from './reports';
import type { RecordPlace, Request } from './topic-evidence';
import type { Trace } from './trace';
import { MOST_TOLD, type Written, type WrittenAccountChange, type WrittenEntry } from './written';

/** A label, which may be empty, and what stands behind it. */
export type Line = readonly [label: string, value: string];

/** One thing that happened. */
export interface Step {
  /** Null for what belongs to the step before it. */
  readonly at: Date | null;
  readonly title: string;
  readonly verdict?: 'good' | 'bad';
  readonly lines: readonly Line[];
}

/** What a trace tells, in the order of cause and effect: the clocks of two machines may say otherwise. */
export function timelineOf(trace: Trace): Step[] {
  const { request, record, duplicates, decision, wrote, ledger_events, dead_letters, later } = trace;
  return [
    requestStep(request),
    ...(record === null ? [] : [recordStep('payment-events', record)]),
    ...duplicates.map((one) => duplicateStep(one, trace.operation)),
    ...(decision === null ? [] : [decisionStep(decision)]),
    ...(wrote === null ? [] : writtenSteps(wrote)),
    ...ledger_events.map((one) => recordStep('ledger-events', one)),
    ...dead_letters.map((one) => recordStep('payment-events.dlq', one)),
    ...later.map(laterStep),
    ...trace.reports.map(reportStep),
  ];
}

/** Lines whose value is known. */
const linesOf = (lines: readonly (readonly [label: string, value: string | null])[]): Line[] =>
  lines.flatMap(([label, value]) => (value === null ? [] : [[label, value] as const]));

const requestStep = (request: Request): Step => ({
  at: request.at,
  title: `request ${request.type ?? 'of no known type'}`,
  lines: linesOf([
    ['key', request.idempotency_key],
    ['source', request.source],
    ['actor', request.actor_id === null ? request.actor_type : `${request.actor_type} ${request.actor_id}`],
    ['request id', request.request_id],
    ['traceparent', request.traceparent],
    ['sent again', request.redrive_of === null ? null : `after dead letter ${request.redrive_of}`],
  ]),
});

const recordStep = (topic: string, record: RecordPlace): Step => ({
  at: record.appended_at,
  title: `${topic} ${printPlace(record)}`,
  lines: linesOf([
    ['type', record.type],
    ['amount', printedAmounts(record.amounts) || null],
    ['size', `${record.bytes.toLocaleString('en-GB')} bytes`],
    ['sha-256', record.hash],
  ]),
});

const duplicateStep = (record: RecordPlace, operation: string | null): Step => ({
  at: record.appended_at,
  title: `duplicate at payment-events ${printPlace(record)}`,
  lines:
    record.operation === operation
      ? [['', 'the same request again; it has no outcome of its own']]
      : [['', `another request under the same key, ${record.operation}; it has no outcome`]],
});

const isBad = (status: Decision['status']) => status === 'rejected' || status === 'dead_lettered';

const decisionStep = (decision: Decision): Step => ({
  at: decision.recorded_at,
  title: `decision ${decision.number}: ${decision.status}`,
  verdict: isBad(decision.status) ? 'bad' : 'good',
  lines: linesOf([
    ['book', decision.book],
    ['rules', decision.rules?.toString() ?? null],
    ['code', decision.code],
    ['detail', decision.detail],
    ['pointer', decision.pointer],
    ['accepted at', decision.accepted_at.toISOString()],
    ['recorded at', decision.recorded_at.toISOString()],
    ['hash chain', decision.hash],
  ]),
});

function writtenSteps(written: Written): Step[] {
  const step = (title: string, lines: readonly Line[]): Step => ({ at: null, title, lines });
  const { book, accounts, account_changes: changes, periods, entries, entry_count: count } = written;
  const more = count - entries.length;
  return [
    ...(book === null
      ? []
      : [
          step(
            'wrote the book',
            linesOf([
              ['name', book.name],
              ['time zone', book.time_zone],
            ]),
          ),
        ]),
    ...accounts.map(({ number, name, type, currency, min_balance, max_balance }) =>
      step(`wrote account ${number}`, [
        ['name', name],
        ['type', `${type}, ${currency}`],
        ...limitLines({ min_balance, max_balance, currency }),
      ]),
    ),
    ...changes.map((change) =>
      step('changed an account', [
        ...linesOf([
          ['name', change.account],
          ['revision', change.revision.toString()],
        ]),
        ...linesOf([
          ['status', change.status],
          ['reason', change.reason],
        ]),
        ...limitLines(change),
      ]),
    ),
    ...periods.map(({ period, starts_at, ends_at }) =>
      step(`closed period ${period}`, [['', `${starts_at.toISOString()} to ${ends_at.toISOString()}`]]),
    ),
    ...entries.map((entry) => step(`wrote entry ${entry.number}`, entryLines(entry))),
    ...(more > 0 ? [step(`and ${counted(more)} more entries`, [])] : []),
  ];
}

const counted = (count: number): string => count.toLocaleString('en-GB');

type Limits = Pick<WrittenAccountChange, 'min_balance' | 'max_balance' | 'currency'>;

const limitLines = ({ min_balance, max_balance, currency }: Limits): Line[] =>
  linesOf([
    ['lowest', min_balance === null ? null : money(min_balance, currency)],
    ['highest', max_balance === null ? null : money(max_balance, currency)],
  ]);

function entryLines(entry: WrittenEntry): Line[] {
  const { hold, hold_change: change, exchange } = entry;
  const more = entry.posting_count - entry.postings.length;
  return [
    ...linesOf([
      [entry.kind, entry.id],
      ['effective at', entry.effective_at.toISOString()],
      ['description', entry.description],
      ['reference', entry.reference],
      ['reverses', entry.reverses],
      ['hold', hold && `${money(hold.amount, hold.currency)} from ${hold.credit} to ${hold.debit}`],
      ['expires at', hold?.expires_at?.toISOString() ?? null],
      ['of hold', change && change.hold],
      ['', change && `${soFar(change)} of ${money(change.amount, change.currency)}`],
      ['sold', exchange && money(exchange.sold, exchange.sold_currency)],
      ['bought', exchange && `${money(exchange.bought, exchange.bought_currency)} at ${exchange.rate}`],
    ]),
    ...postingLines(entry),
    ...(more > 0 ? [['', `and ${counted(more)} more postings than the first ${MOST_TOLD}`] as const] : []),
  ];
}

function postingLines({ postings }: WrittenEntry): Line[] {
  const amounts = postings.map(({ amount, currency }) => money(amount, currency));
  const width = Math.max(0, ...amounts.map(({ length }) => length));
  return postings.flatMap(({ direction, layer, account, version, currency, ...after }, at) => {
    const [posted, pending, available] = [
      after.balance_after,
      after.pending_after,
      after.available_after,
    ].map((balance) => inMajorUnits(BigInt(balance), currency));
    return [
      [direction, `${amounts[at]!.padStart(width)} ${layer.padEnd(8)} ${account}`],
      ['', `version ${version}: posted ${posted}, pending ${pending}, available ${available}`],
    ] as const;
  });
}

type SoFar = { readonly currency: string } & Record<'captured' | 'voided' | 'expired', bigint>;

/** What has become of a hold by then. */
const soFar = ({ captured, voided, expired, currency }: SoFar): string =>
  Object.entries({ captured, voided, expired })
    .filter(([, amount]) => amount > 0n)
    .map(([what, amount]) => `${money(amount, currency)} ${what}`)
    .join(', ');

const money = (amount: bigint, currency: string): string => `${inMajorUnits(amount, currency)} ${currency}`;

function laterStep(later: Later): Step {
  const step = (title: string, lines: readonly Line[]): Step => ({
    at: later.recorded_at,
    title: `${title} by decision ${later.decision}`,
    lines: [['operation', later.operation], ...lines],
  });
  switch (later.what) {
    case 'reversal':
      return step('reversed', [
        [`entry ${later.number}`, later.entry],
        ['undoes', later.of],
      ]);
    case 'hold_change':
      return step(`${later.kind} of the hold`, [
        [`entry ${later.number}`, later.entry],
        ['of hold', later.hold],
        ['in all', soFar(later)],
      ]);
    case 'account_change':
      return step('account changed', [
        ['name', later.account],
        ['status', later.status],
      ]);
  }
}

const reportStep = ({ id, status, started_at, finished_at, failed, problems }: Report, at: number): Step => ({
  at: finished_at,
  title: `reconciled${at === 0 ? '' : ' again'}: ${status}`,
  verdict: status === 'ok' ? 'good' : 'bad',
  lines: [
    ...linesOf([
      ['report', id],
      ['began at', started_at.toISOString()],
      ['failed', failed.length === 0 ? null : failed.join(', ')],
    ]),
    ...problems.flatMap(({ check, row, expected, found }) => [
      ['problem', `${check}: ${row}`] as const,
      ['expected', expected] as const,
      ['found', found] as const,
    ]),
  ],
});
