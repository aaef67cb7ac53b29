import type { Direction } from '@pacioli/contracts/account';
import type {
  Condition,
  EntryKind,
  JournalEntry,
  Layer,
  Posting,
  PostingRequest,
} from '@pacioli/contracts/journal-entry';
import { journalEntryIdOf } from '@pacioli/contracts/operation-id';
import type { PaymentEvent } from '@pacioli/contracts/payment-event';
import type { AccountState } from './account-state';
import {
  LARGEST_TOTAL,
  availableBalance,
  balancesAfter,
  highestBalance,
  normalBalance,
  passesLargest,
  postedBalance,
  totalsAfter,
  type Totals,
} from './balance';
import { effectsOf, type EntryRecord, type PostingRecord } from './decision-record';
import { isRefusal, refuse, type Outcome, type Refusal, type View } from './movement';

/** An entry as it is asked for, whatever the movement. */
export interface EntryRequest {
  readonly kind: EntryKind;
  readonly lines: readonly Line[];
  readonly reverses: EntryRecord['reverses'];
  readonly said: Circumstances;
}

/** What every movement's body may say of its entry. */
export interface Circumstances {
  readonly effectiveAt: number;
  readonly description: string | null;
  readonly reference: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly expectedVersions: Readonly<Record<string, string>>;
  readonly conditions: readonly Condition[];
}

interface Line {
  readonly account: string;
  readonly layer: Layer;
  readonly direction: Direction;
  readonly amount: bigint;
  readonly currency: string;
}

/** An account as this entry leaves it. */
interface Touched {
  readonly account: Readonly<AccountState>;
  version: bigint;
  totals: Totals;
}

/** Posts balanced lines as one journal entry, which is the answer. */
export function postEntry(
  event: Pick<PaymentEvent, 'book' | 'keyId' | 'operationId' | 'rules'>,
  view: View,
  request: EntryRequest,
): Outcome {
  const entry = draftEntry(event, view, request);
  if (isRefusal(entry)) return entry;
  return {
    status: 'posted',
    answer: JSON.stringify(entryAnswer(entry, event, view)),
    effects: effectsOf({ entries: [entry] }),
  };
}

/**
 * Makes one journal entry of balanced lines, or refuses in the order of the checks below; within each cause the first
 * line, account or condition that offends is named.
 */
export function draftEntry(
  event: Pick<PaymentEvent, 'keyId'>,
  view: View,
  request: EntryRequest,
): EntryRecord | Refusal {
  const postings = postingsOf(request, view);
  if (isRefusal(postings)) return postings;
  const { effectiveAt, description, reference, metadata } = request.said;
  const place = Number(view.book.entries - view.entriesBefore);
  return {
    id: journalEntryIdOf(event.keyId, place),
    number: view.book.entries + 1n,
    kind: request.kind,
    effectiveAt,
    description,
    reference,
    metadata,
    reverses: request.reverses,
    postings,
  };
}

function postingsOf({ lines, said }: EntryRequest, view: View): PostingRecord[] | Refusal {
  const { expectedVersions, conditions, effectiveAt } = said;
  const touched = new Map<string, Touched>();
  for (const { account: name } of lines) {
    const account = view.account(name);
    if (!account) return refuse('account_not_found', `There is no account ${name}.`);
    touched.set(name, { account, version: account.version, totals: account.totals });
  }
  const refusal =
    unknownAccount(expectedVersions, conditions, view) ??
    otherCurrency(lines, touched) ??
    (lines.some(({ layer }) => layer !== 'released') ? closedOrSuspended(touched) : undefined) ??
    closedPeriod(effectiveAt, view) ??
    otherVersion(expectedVersions, view) ??
    unmetCondition(conditions, view);
  if (refusal) return refusal;
  const postings = lines.map((line) => applyLine(touched.get(line.account)!, line));
  return overflow(touched) ?? belowMinimum(touched) ?? aboveMaximum(touched) ?? postings;
}

function unknownAccount(
  expected: Circumstances['expectedVersions'],
  conditions: readonly Condition[],
  view: View,
): Refusal | undefined {
  const version = Object.keys(expected).find((name) => !view.account(name));
  if (version !== undefined)
    return refuse('account_not_found', `There is no account ${version}, which expected_versions names.`);
  const condition = conditions.find(({ account }) => !view.account(account));
  return (
    condition &&
    refuse('account_not_found', `There is no account ${condition.account}, which conditions name.`)
  );
}

function otherCurrency(lines: readonly Line[], touched: Map<string, Touched>): Refusal | undefined {
  for (const { account: name, currency } of lines) {
    const own = touched.get(name)!.account.currency;
    if (own !== currency)
      return refuse('currency_mismatch', `Account ${name} is kept in ${own}, not in ${currency}.`);
  }
  return undefined;
}

function closedOrSuspended(touched: Map<string, Touched>): Refusal | undefined {
  const accounts = [...touched.values()].map(({ account }) => account);
  const closed = accounts.find(({ status }) => status === 'CLOSED');
  if (closed) return refuse('account_closed', `Account ${closed.name} is closed.`);
  const suspended = accounts.find(({ status }) => status === 'SUSPENDED');
  return suspended && refuse('account_suspended', `Account ${suspended.name} is suspended.`);
}

function closedPeriod(effectiveAt: number, { book }: View): Refusal | undefined {
  const closed = book.closedPeriods.find(
    ({ startsAt, endsAt }) => startsAt <= effectiveAt && effectiveAt < endsAt,
  );
  if (!closed) return undefined;
  return refuse(
    'period_closed',
    `${new Date(effectiveAt).toISOString()} lies in ${closed.period}, which is closed.`,
  );
}

function otherVersion(expected: Circumstances['expectedVersions'], view: View): Refusal | undefined {
  for (const [name, version] of Object.entries(expected)) {
    const { version: actual } = view.account(name)!;
    if (actual !== BigInt(version))
      return refuse('version_conflict', `Account ${name} is at version ${actual}, not ${version}.`);
  }
  return undefined;
}

/** Conditions are about the balances that the entry finds, as versions are; limits are about those that it leaves. */
function unmetCondition(conditions: readonly Condition[], view: View): Refusal | undefined {
  for (const [at, { account: name, balance, op, amount }] of conditions.entries()) {
    const account = view.account(name)!;
    const normal = normalBalance(account.type);
    const actual =
      balance === 'posted' ? postedBalance(account.totals, normal) : availableBalance(account.totals, normal);
    const wanted = BigInt(amount);
    const isMet = { gte: actual >= wanted, lte: actual <= wanted, eq: actual === wanted }[op];
    if (!isMet) {
      const detail = `The ${balance} balance of account ${name} is ${actual}, not ${op} ${amount}.`;
      return refuse('condition_failed', detail, `/conditions/${at}`);
    }
  }
  return undefined;
}

function applyLine(touched: Touched, line: Line): PostingRecord {
  const { number, name } = touched.account;
  const { layer, direction, amount, currency } = line;
  touched.version += 1n;
  touched.totals = totalsAfter(touched.totals, line);
  const { version, totals } = touched;
  return { account: number, accountName: name, layer, direction, amount, currency, version, totals };
}

function overflow(touched: Map<string, Touched>): Refusal | undefined {
  for (const [name, { totals }] of touched) {
    if (passesLargest(totals)) {
      return refuse('balance_overflow', `The turnover of account ${name} would pass ${LARGEST_TOTAL}.`);
    }
  }
  return undefined;
}

/** A limit refuses what goes further beyond it; a posting that comes back towards it is welcome. */
function belowMinimum(touched: Map<string, Touched>): Refusal | undefined {
  for (const [name, { account, totals }] of touched) {
    const normal = normalBalance(account.type);
    const before = availableBalance(account.totals, normal);
    const after = availableBalance(totals, normal);
    if (account.minBalance !== null && after < account.minBalance && after < before) {
      const detail = `Account ${name} has ${before} available and would be left with ${after}; its lowest is ${account.minBalance}.`;
      return refuse('insufficient_available_balance', detail);
    }
  }
  return undefined;
}

function aboveMaximum(touched: Map<string, Touched>): Refusal | undefined {
  for (const [name, { account, totals }] of touched) {
    const normal = normalBalance(account.type);
    const before = highestBalance(account.totals, normal);
    const after = highestBalance(totals, normal);
    if (account.maxBalance !== null && after > account.maxBalance && after > before) {
      return refuse(
        'limit_exceeded',
        `Account ${name} would rise to ${after}; its highest is ${account.maxBalance}.`,
      );
    }
  }
  return undefined;
}

/** An entry as it is answered to the write. Rules 1 told the posted balances alone. */
export function entryAnswer(
  entry: EntryRecord,
  { book, operationId, rules }: Pick<PaymentEvent, 'book' | 'operationId' | 'rules'>,
  view: View,
): JournalEntry {
  return {
    id: entry.id,
    book,
    number: entry.number.toString(),
    operation: operationId,
    kind: entry.kind,
    recorded_at: new Date(view.recordedAt).toISOString(),
    effective_at: new Date(entry.effectiveAt).toISOString(),
    description: entry.description,
    reference: entry.reference,
    metadata: entry.metadata,
    reverses: entry.reverses?.id ?? null,
    postings: entry.postings.map((posting) => postingAnswer(posting, rules, view)),
  };
}

function postingAnswer(posting: PostingRecord, rules: number, view: View): Posting {
  const { accountName: account, layer, direction, currency, totals } = posting;
  const amount = posting.amount.toString();
  const version = posting.version.toString();
  const { balance_after, pending_after, available_after } = balancesAfter(
    totals,
    view.account(account)!.type,
  );
  if (rules === 1) return { account, direction, amount, currency, version, balance_after };
  return {
    account,
    layer,
    direction,
    amount,
    currency,
    version,
    balance_after,
    pending_after,
    available_after,
  };
}

/** What a body says, and what is meant where it says nothing. */
export function circumstancesOf(
  body: {
    readonly description?: string;
    readonly reference?: string;
    readonly effective_at?: string;
    readonly metadata?: Record<string, string>;
    readonly expected_versions?: Record<string, string>;
    readonly conditions?: readonly Condition[];
  },
  view: View,
): Circumstances {
  return {
    effectiveAt: body.effective_at === undefined ? view.recordedAt : Date.parse(body.effective_at),
    description: body.description ?? null,
    reference: body.reference ?? null,
    metadata: body.metadata ?? {},
    expectedVersions: body.expected_versions ?? {},
    conditions: body.conditions ?? [],
  };
}

/** The accounts that a body's circumstances name. */
export const accountsOfCircumstances = (body: {
  readonly expected_versions?: Record<string, string>;
  readonly conditions?: readonly Condition[];
}): string[] => [
  ...Object.keys(body.expected_versions ?? {}),
  ...(body.conditions ?? []).map(({ account }) => account),
];

/** A posting as it is asked for. */
export const lineOf = ({ account, direction, amount, currency }: PostingRequest): Line => ({
  account,
  layer: 'posted',
  direction,
  amount: BigInt(amount),
  currency,
});
