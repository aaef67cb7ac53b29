import { hash } from 'node:crypto';
import type {
  AccountChangeRecord,
  AccountRecord,
  BookRecord,
  DecisionRecord,
  EntryRecord,
  ExchangeRecord,
  HoldChangeRecord,
  HoldRecord,
  PeriodRecord,
} from './decision-record';
import { metadataPairs } from './metadata';

/** What the first decision of a book is chained to. */
export const CHAIN_START: Buffer = Buffer.alloc(32);

/**
 * The hash of a decision: SHA-256 of a JSON array, in UTF-8, of fixed fields in a fixed order, of which the second is
 * the hash of the decision before it in the book. It covers the decision and all that it changes, so a row of these that is
 * changed, put in, or taken out from between breaks the chain from there on, unless all hashes behind it are made anew.
 * Columns that say once more what it covers are not in it; docs/proof.md lists them, and what looks at each.
 *
 * The form is that of the rules by which it was decided, so that a hash stays what it was (docs/proof.md).
 */
export function chainHash(previous: Buffer, decision: DecisionRecord): Buffer {
  const isOfRules1 = decision.request === null || decision.request.rules === 1;
  const form = isOfRules1 && fitsFirstForm(decision) ? firstForm : secondForm;
  return hash('sha256', form(previous, decision), 'buffer');
}

/**
 * Whether the first form says all of a decision. Release 1 wrote nothing else, but an event may name rules 1 and ask for what
 * came after that release; and rows that were put in must not be passed over.
 */
function fitsFirstForm(decision: DecisionRecord): boolean {
  const { pointer, openedAccounts, entries, closedPeriods, accountChanges, holds, holdChanges, exchanges } =
    decision;
  const isLater = [closedPeriods, accountChanges, holds, holdChanges, exchanges].some(
    ({ length }) => length > 0,
  );
  const isUndoing = entries.some(({ reverses }) => reverses !== null);
  return !isLater && !isUndoing && pointer === null && openedAccounts.length <= 1 && entries.length <= 1;
}

/** What rules 1 wrote, and dead letters for ever. */
const firstForm = (previous: Buffer, decision: DecisionRecord): string => {
  const { entries, openedBook, openedAccounts } = decision;
  const [entry = null] = entries;
  const [account = null] = openedAccounts;
  return JSON.stringify([
    'pacioli-decision-1',
    ...decided(previous, decision),
    entry && [...entryForm(entry), postingsForm(entry)],
    openedBook && bookForm(openedBook),
    account && accountForm(account),
  ]);
};

/** One list of all effects, each with its kind, so that kinds can be added and no hash changes. */
function secondForm(previous: Buffer, decision: DecisionRecord): string {
  const start = JSON.stringify(['pacioli-decision-2', ...decided(previous, decision)]);
  // Each effect becomes text by itself: the lists of ten thousand entries would be some 30 MB at once.
  const effects = Array.from(effectForms(decision), (form) => JSON.stringify(form));
  return `${start.slice(0, -1)},[${effects.join()}]]`;
}

function* effectForms(decision: DecisionRecord): Iterable<unknown[]> {
  const { pointer, openedBook } = decision;
  if (pointer !== null) yield ['pointer', pointer];
  if (openedBook) yield ['book', ...bookForm(openedBook)];
  for (const period of decision.closedPeriods) yield ['period', ...periodForm(period)];
  for (const account of decision.openedAccounts) yield ['account', ...accountForm(account)];
  const changes = [...decision.accountChanges].sort((a, b) =>
    a.account === b.account ? Number(a.revision - b.revision) : a.account - b.account,
  );
  for (const change of changes) yield ['account_change', ...accountChangeForm(change)];
  for (const entry of decision.entries) {
    const reverses = entry.reverses?.number.toString() ?? null;
    yield ['entry', ...entryForm(entry), reverses, postingsForm(entry)];
  }
  for (const hold of decision.holds) yield ['hold', ...holdForm(hold)];
  for (const change of decision.holdChanges) yield ['hold_change', ...holdChangeForm(change)];
  for (const exchange of decision.exchanges) yield ['exchange', ...exchangeForm(exchange)];
}

/** What every form begins with. */
const decided = (previous: Buffer, decision: DecisionRecord) => {
  const { request } = decision;
  return [
    previous.toString('hex'),
    decision.book,
    decision.number.toString(),
    decision.keyId,
    decision.partition,
    decision.offset.toString(),
    moment(decision.acceptedAt),
    moment(decision.recordedAt),
    request && [
      request.type,
      request.rules,
      request.fingerprint.toString('hex'),
      request.source,
      request.idempotencyKey,
      request.actorType,
      request.actorId,
      request.requestId,
      request.traceparent,
    ],
    decision.status,
    decision.code,
    decision.detail,
    decision.answer,
  ];
};

const entryForm = (entry: EntryRecord) => [
  entry.id,
  entry.number.toString(),
  entry.kind,
  moment(entry.effectiveAt),
  entry.description,
  entry.reference,
  metadataPairs(entry.metadata),
];

const postingsForm = ({ postings }: EntryRecord) =>
  postings.map(({ account, layer, direction, amount, currency, version, totals }) => [
    account,
    layer,
    direction,
    amount.toString(),
    currency,
    version.toString(),
    totals.debitsPosted.toString(),
    totals.creditsPosted.toString(),
    totals.debitsPending.toString(),
    totals.creditsPending.toString(),
  ]);

const bookForm = ({ id, name, timeZone }: BookRecord) => [id, name, timeZone];

const periodForm = ({ period, startsAt, endsAt }: PeriodRecord) => [period, moment(startsAt), moment(endsAt)];

const accountForm = (account: AccountRecord) => [
  account.number,
  account.name,
  account.type,
  account.currency,
  account.minBalance?.toString() ?? null,
  account.maxBalance?.toString() ?? null,
  metadataPairs(account.metadata),
];

const accountChangeForm = (change: AccountChangeRecord) => [
  change.account,
  change.revision.toString(),
  change.status,
  change.minBalance?.toString() ?? null,
  change.maxBalance?.toString() ?? null,
  metadataPairs(change.metadata),
  change.reason,
];

const holdForm = (hold: HoldRecord) => [
  hold.entry.toString(),
  hold.debit,
  hold.credit,
  hold.amount.toString(),
  hold.currency,
  hold.expiresAt === null ? null : moment(hold.expiresAt),
];

const holdChangeForm = (change: HoldChangeRecord) => [
  change.hold.toString(),
  change.revision.toString(),
  change.entry.toString(),
  change.captured.toString(),
  change.voided.toString(),
  change.expired.toString(),
];

const exchangeForm = (exchange: ExchangeRecord) => [
  exchange.entry.toString(),
  exchange.rate,
  exchange.sold.toString(),
  exchange.soldCurrency,
  exchange.bought.toString(),
  exchange.boughtCurrency,
  exchange.exact,
  exchange.roundedOff,
  exchange.residue.toString(),
];

/** Ten thousand entries of a batch have one time. */
let newest = { milliseconds: 0, text: new Date(0).toISOString() };

function moment(milliseconds: number): string {
  if (milliseconds !== newest.milliseconds)
    newest = { milliseconds, text: new Date(milliseconds).toISOString() };
  return newest.text;
}
