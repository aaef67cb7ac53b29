import type { EntryKind, JournalEntry, PostingRequest } from '@pacioli/contracts/journal-entry';
import { journalEntryIdOf } from '@pacioli/contracts/operation-id';
import type { PaymentEventOf } from '@pacioli/contracts/payment-event';
import type { AccountState } from './account-state';
import { LARGEST_TOTAL, availableBalance, normalBalance, postedBalance, type Totals } from './balance';
import type { EntryRecord, PostingRecord } from './decision-record';
import { refuse, type Outcome, type View } from './movement';

type EntryEvent = PaymentEventOf<'transfer.requested.v1'> | PaymentEventOf<'journal-entry.requested.v1'>;

/** An account as this entry leaves it. */
interface Touched {
  readonly account: Readonly<AccountState>;
  version: bigint;
  totals: Totals;
}

/**
 * Posts balanced lines as one journal entry. Refused in this order, within each cause in the order of the lines:
 * `account_not_found` (of the lines, then of `expected_versions`), `currency_mismatch`, `version_conflict`,
 * `balance_overflow`, `insufficient_available_balance`, `limit_exceeded`.
 */
export function postEntry(
  event: EntryEvent,
  view: View,
  kind: EntryKind,
  lines: readonly PostingRequest[],
): Outcome {
  const expected = Object.entries(event.body.expected_versions ?? {});
  const touched = new Map<string, Touched>();
  for (const { account: name } of lines) {
    const account = view.account(name);
    if (!account) return refuse('account_not_found', `There is no account ${name}.`);
    touched.set(name, { account, version: account.version, totals: account.totals });
  }
  const unknown = expected.find(([name]) => !view.account(name));
  if (unknown)
    return refuse('account_not_found', `There is no account ${unknown[0]}, which expected_versions names.`);

  for (const { account: name, currency } of lines) {
    const own = touched.get(name)!.account.currency;
    if (own !== currency)
      return refuse('currency_mismatch', `Account ${name} is kept in ${own}, not in ${currency}.`);
  }
  for (const [name, version] of expected) {
    const { version: actual } = view.account(name)!;
    if (actual !== BigInt(version)) {
      return refuse('version_conflict', `Account ${name} is at version ${actual}, not ${version}.`);
    }
  }
  const postings = lines.map((line) => applyLine(touched.get(line.account)!, line));
  return (
    overflow(touched) ??
    belowMinimum(touched) ??
    aboveMaximum(touched) ?? {
      status: 'posted',
      ...recorded(event, view, kind, postings),
    }
  );
}

function applyLine(touched: Touched, { direction, amount: text, currency }: PostingRequest): PostingRecord {
  const { number, name } = touched.account;
  const amount = BigInt(text);
  const { debitsPosted, creditsPosted, debitsPending, creditsPending } = touched.totals;
  touched.version += 1n;
  touched.totals =
    direction === 'DEBIT'
      ? { debitsPosted: debitsPosted + amount, creditsPosted, debitsPending, creditsPending }
      : { debitsPosted, creditsPosted: creditsPosted + amount, debitsPending, creditsPending };
  const { version, totals } = touched;
  return {
    account: number,
    accountName: name,
    layer: 'posted',
    direction,
    amount,
    currency,
    version,
    totals,
  };
}

function overflow(touched: Map<string, Touched>): Outcome | undefined {
  for (const [name, { totals }] of touched) {
    if (totals.debitsPosted > LARGEST_TOTAL || totals.creditsPosted > LARGEST_TOTAL) {
      return refuse('balance_overflow', `The turnover of account ${name} would pass ${LARGEST_TOTAL}.`);
    }
  }
  return undefined;
}

/** A limit refuses what goes further beyond it; a posting that comes back towards it is welcome. */
function belowMinimum(touched: Map<string, Touched>): Outcome | undefined {
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

function aboveMaximum(touched: Map<string, Touched>): Outcome | undefined {
  for (const [name, { account, totals }] of touched) {
    const normal = normalBalance(account.type);
    const before = postedBalance(account.totals, normal);
    const after = postedBalance(totals, normal);
    if (account.maxBalance !== null && after > account.maxBalance && after > before) {
      return refuse(
        'limit_exceeded',
        `Account ${name} would rise to ${after}; its highest is ${account.maxBalance}.`,
      );
    }
  }
  return undefined;
}

function recorded(
  { body, book, keyId, operationId }: EntryEvent,
  view: View,
  kind: EntryKind,
  postings: PostingRecord[],
): { entry: EntryRecord; answer: string } {
  const entry: EntryRecord = {
    id: journalEntryIdOf(keyId),
    number: view.book.entries + 1n,
    kind,
    effectiveAt: body.effective_at === undefined ? view.recordedAt : Date.parse(body.effective_at),
    description: body.description ?? null,
    reference: body.reference ?? null,
    metadata: body.metadata ?? {},
    postings,
  };
  const answer: JournalEntry = {
    id: entry.id,
    book,
    number: entry.number.toString(),
    operation: operationId,
    kind,
    recorded_at: new Date(view.recordedAt).toISOString(),
    effective_at: new Date(entry.effectiveAt).toISOString(),
    description: entry.description,
    reference: entry.reference,
    metadata: entry.metadata,
    reverses: null,
    postings: postings.map(({ accountName, direction, amount, currency, version, totals }) => ({
      account: accountName,
      direction,
      amount: amount.toString(),
      currency,
      version: version.toString(),
      balance_after: postedBalance(totals, normalBalance(view.account(accountName)!.type)).toString(),
    })),
  };
  return { entry, answer: JSON.stringify(answer) };
}
