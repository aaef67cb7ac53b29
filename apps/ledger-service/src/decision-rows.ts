import type { TopicRecord } from '@pacioli/contracts/topic-record';
import type {
  AccountChangeRecord,
  AccountRecord,
  DecisionRecord,
  EntryRecord,
  ExchangeRecord,
  HoldChangeRecord,
  HoldRecord,
} from '@pacioli/ledger-core/decision-record';
import type { Decided } from '@pacioli/ledger-core/ledger';
import { addDatedTotals } from '@pacioli/ledger-db/dated-totals';
import { CopyRows } from '@pacioli/postgres/copy';
import type { Copy } from '@pacioli/postgres/copy-transaction';

/** The columns that are written, in the order in which the values follow below. */
const COLUMNS = {
  book: 'id, decision, name, time_zone, created_at',
  closed_period: 'book, period, decision, starts_at, ends_at, closed_at',
  account: 'book, number, decision, name, type, currency, min_balance, max_balance, metadata, created_at',
  account_change:
    'book, account, revision, decision, status, min_balance, max_balance, metadata, reason, changed_at',
  journal_entry:
    'book, number, decision, id, kind, recorded_at, effective_at, description, reference, metadata, posting_count, reverses',
  posting:
    'book, account, version, entry, leg, layer, direction, amount, currency, debits_posted, credits_posted, debits_pending, credits_pending',
  hold: 'book, entry, decision, debit, credit, amount, currency, expires_at',
  hold_change: 'book, hold, revision, decision, entry, captured, voided, expired',
  exchange:
    'book, entry, decision, rate, sold, sold_currency, bought, bought_currency, exact, rounded_off, residue',
  outcome:
    'key_id, book, decision, partition, topic_offset, accepted_at, recorded_at, type, rules, fingerprint, source, idempotency_key, actor_type, actor_id, request_id, traceparent, status, code, detail, pointer, answer, entry, hash',
  dead_letter: 'key_id, key, value, headers',
} as const;
type Table = keyof typeof COLUMNS;
/** Entries go before their postings: the trigger on posting looks at the entry. */
const ORDER: readonly Table[] = [
  'book',
  'closed_period',
  'account',
  'account_change',
  'journal_entry',
  'posting',
  'hold',
  'hold_change',
  'exchange',
  'outcome',
  'dead_letter',
];

/** The rows of a batch of decisions, one binary COPY a table. */
export class DecisionRows {
  private readonly tables = Object.fromEntries(
    ORDER.map((table) => [table, new CopyRows(COLUMNS[table].split(',').length)]),
  ) as Record<Table, CopyRows>;
  private readonly dated: { book: string; entry: bigint }[] = [];

  copies(): Copy[] {
    return ORDER.filter((table) => this.tables[table].count > 0).map((table) => ({
      statement: `copy ${table} (${COLUMNS[table]}) from stdin with (format binary)`,
      data: this.tables[table].end(),
    }));
  }

  /** What is to be run when the rows are there. */
  statements(): string[] {
    return this.dated.length === 0 ? [] : [addDatedTotals(this.dated)];
  }

  add({ decision, hash }: Decided): void {
    const {
      number,
      recordedAt,
      openedBook,
      closedPeriods,
      openedAccounts,
      accountChanges,
      entries,
      holds,
      holdChanges,
      exchanges,
    } = decision;
    this.addOutcome(decision, hash);
    if (openedBook) {
      const { id, name, timeZone } = openedBook;
      this.tables.book.row().text(id).bigint(number).text(name).text(timeZone).moment(recordedAt);
    }
    for (const { period, startsAt, endsAt } of closedPeriods)
      this.tables.closed_period
        .row()
        .text(decision.book)
        .text(period)
        .bigint(number)
        .moment(startsAt)
        .moment(endsAt)
        .moment(recordedAt);
    for (const account of openedAccounts) this.addAccount(decision, account);
    for (const change of accountChanges) this.addAccountChange(decision, change);
    for (const entry of entries) this.addEntry(decision, entry);
    for (const hold of holds) this.addHold(decision, hold);
    for (const change of holdChanges) this.addHoldChange(decision, change);
    for (const exchange of exchanges) this.addExchange(decision, exchange);
  }

  /** Keeps the bytes of a record that can never be decided. */
  addDeadLetter({ decision }: Decided, record: TopicRecord): void {
    // jsonb takes no NUL, which the name of a header may hold.
    const headers = Object.entries(record.headers).map(([name, value]) => [
      encodeURIComponent(name),
      value?.toString('base64') ?? null,
    ]);
    this.tables.dead_letter
      .row()
      .uuid(decision.keyId)
      .bytes(record.key)
      .bytes(record.value)
      .json(Object.fromEntries(headers));
  }

  private addAccount({ book, number, recordedAt }: DecisionRecord, account: AccountRecord): void {
    this.tables.account
      .row()
      .text(book)
      .integer(account.number)
      .bigint(number)
      .text(account.name)
      .text(account.type)
      .text(account.currency)
      .bigint(account.minBalance)
      .bigint(account.maxBalance)
      .json(account.metadata)
      .moment(recordedAt);
  }

  private addAccountChange({ book, number, recordedAt }: DecisionRecord, change: AccountChangeRecord): void {
    this.tables.account_change
      .row()
      .text(book)
      .integer(change.account)
      .bigint(change.revision)
      .bigint(number)
      .text(change.status)
      .bigint(change.minBalance)
      .bigint(change.maxBalance)
      .json(change.metadata)
      .text(change.reason)
      .moment(recordedAt);
  }

  private addEntry({ book, number, recordedAt }: DecisionRecord, entry: EntryRecord): void {
    this.tables.journal_entry
      .row()
      .text(book)
      .bigint(entry.number)
      .bigint(number)
      .uuid(entry.id.slice('je_'.length))
      .text(entry.kind)
      .moment(recordedAt)
      .moment(entry.effectiveAt)
      .text(entry.description)
      .text(entry.reference)
      .json(entry.metadata)
      .integer(entry.postings.length)
      .bigint(entry.reverses?.number ?? null);
    if (entry.effectiveAt !== recordedAt) this.dated.push({ book, entry: entry.number });
    entry.postings.forEach(({ account, version, layer, direction, amount, currency, totals }, index) => {
      this.tables.posting
        .row()
        .text(book)
        .integer(account)
        .bigint(version)
        .bigint(entry.number)
        .integer(index + 1)
        .text(layer)
        .text(direction)
        .bigint(amount)
        .text(currency)
        .bigint(totals.debitsPosted)
        .bigint(totals.creditsPosted)
        .bigint(totals.debitsPending)
        .bigint(totals.creditsPending);
    });
  }

  private addHold({ book, number }: DecisionRecord, hold: HoldRecord): void {
    this.tables.hold
      .row()
      .text(book)
      .bigint(hold.entry)
      .bigint(number)
      .integer(hold.debit)
      .integer(hold.credit)
      .bigint(hold.amount)
      .text(hold.currency)
      .moment(hold.expiresAt);
  }

  private addHoldChange({ book, number }: DecisionRecord, change: HoldChangeRecord): void {
    this.tables.hold_change
      .row()
      .text(book)
      .bigint(change.hold)
      .bigint(change.revision)
      .bigint(number)
      .bigint(change.entry)
      .bigint(change.captured)
      .bigint(change.voided)
      .bigint(change.expired);
  }

  private addExchange({ book, number }: DecisionRecord, exchange: ExchangeRecord): void {
    this.tables.exchange
      .row()
      .text(book)
      .bigint(exchange.entry)
      .bigint(number)
      .text(exchange.rate)
      .bigint(exchange.sold)
      .text(exchange.soldCurrency)
      .bigint(exchange.bought)
      .text(exchange.boughtCurrency)
      .text(exchange.exact)
      .text(exchange.roundedOff)
      .bigint(exchange.residue);
  }

  private addOutcome(decision: DecisionRecord, hash: Buffer): void {
    const { request, entries } = decision;
    this.tables.outcome
      .row()
      .uuid(decision.keyId)
      .text(decision.book)
      .bigint(decision.number)
      .integer(decision.partition)
      .bigint(decision.offset)
      .moment(decision.acceptedAt)
      .moment(decision.recordedAt)
      .text(request?.type ?? null)
      .integer(request?.rules ?? null)
      .bytes(request?.fingerprint ?? null)
      .text(request?.source ?? null)
      .text(request?.idempotencyKey ?? null)
      .text(request?.actorType ?? null)
      .text(request?.actorId ?? null)
      .text(request?.requestId ?? null)
      .text(request?.traceparent ?? null)
      .text(decision.status)
      .text(decision.code)
      .text(decision.detail)
      .text(decision.pointer)
      .text(decision.answer)
      .bigint(entries[0]?.number ?? null)
      .bytes(hash);
  }
}
