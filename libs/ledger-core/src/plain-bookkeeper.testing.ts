import type { AccountRequest, AccountStatus } from '@pacioli/contracts/account';
import type { FxTransferRequest } from '@pacioli/contracts/fx-transfer';
import type { Condition, Layer, PostingRequest, TransferRequest } from '@pacioli/contracts/journal-entry';
import { holdIdOf, journalEntryIdOf } from '@pacioli/contracts/operation-id';
import { decodePaymentEvent, type PaymentEvent, type PaymentEventOf } from '@pacioli/contracts/payment-event';
import type { TopicRecord } from '@pacioli/contracts/topic-record';

interface PlainAccount {
  /** As it was opened, with what was changed since. */
  asked: AccountRequest;
  status: AccountStatus;
  changes: number;
  /** All that was ever entered to it. */
  readonly lines: PlainLine[];
}

/** What is not said to be pending or released is posted. */
type PlainLine = PostingRequest & { readonly layer?: Layer };

interface PlainEntry {
  readonly lines: readonly PlainLine[];
  readonly isReversal: boolean;
  isReversed: boolean;
}

interface PlainHold {
  readonly debit: string;
  readonly credit: string;
  readonly currency: string;
  readonly since: number;
  readonly until: number;
  remaining: bigint;
  captured: bigint;
  expired: boolean;
}

interface PlainBook {
  readonly zone: string;
  /** Closed periods, by their beginnings and ends. */
  readonly closed: Map<string, { from: number; until: number }>;
  time: number;
  readonly holds: Map<string, PlainHold>;
  readonly accounts: Map<string, PlainAccount>;
  readonly entries: Map<string, PlainEntry>;
}

/**
 * The rules as an auditor would check them with pen and paper: it keeps whole histories, adds everything up anew for each
 * question, and shares no code with the ledger. Whatever the two disagree on is a bug of one of them.
 */
export class PlainBookkeeper {
  private readonly books = new Map<string, PlainBook>();
  /** Of every book that was ever named, opened or not: the time of its newest event, or of an earlier one if that was later. */
  private readonly times = new Map<string, number>();

  /** The status or, for a refusal, the code that must come of a record; and keeps what is posted. */
  judge(record: TopicRecord): string {
    const decoded = decodePaymentEvent(record);
    return decoded.kind === 'event' ? this.judgeEvent(decoded.event) : 'dead_lettered';
  }

  private judgeEvent(event: PaymentEvent): string {
    const time = Math.max(this.times.get(event.book) ?? 0, event.appendedAt);
    this.times.set(event.book, time);
    const book = this.books.get(event.book);
    if (book) book.time = time;
    if (event.type === 'book.requested.v1') {
      if (book) return 'book_already_exists';
      this.books.set(event.book, {
        ...{ zone: event.body.time_zone ?? 'UTC', closed: new Map(), time },
        holds: new Map(),
        accounts: new Map(),
        entries: new Map(),
      });
      return 'done';
    }
    if (!book) return 'book_not_found';
    if (event.type === 'batch.requested.v1') return this.judgeBatch(book, event);
    return this.judgeIn(book, event, 0);
  }

  /** Tries the operations one after the other, and puts everything back when one is refused. */
  private judgeBatch(book: PlainBook, event: PaymentEventOf<'batch.requested.v1'>): string {
    const before = structuredClone(book);
    for (const [place, operation] of event.body.operations.entries()) {
      const type = `${operation.type.replace('_', '-')}.requested.v1`;
      const outcome = this.judgeIn(book, { ...event, type, body: operation } as SingleEvent, place);
      if (outcome === 'posted') continue;
      this.books.set(event.book, before);
      return outcome;
    }
    return 'posted';
  }

  private judgeIn(book: PlainBook, event: SingleEvent, place: number): string {
    const { accounts } = book;
    const id = journalEntryIdOf(event.keyId, place);
    const posted = (lines: PlainLine[], isReversal = false) => {
      const outcome = post(book, lines, event.body as Circumstances);
      if (outcome === 'posted') book.entries.set(id, { lines, isReversal, isReversed: false });
      return outcome;
    };
    switch (event.type) {
      case 'account.requested.v1':
        return openAccount(accounts, event.body);
      case 'account-suspension.requested.v1':
      case 'account-activation.requested.v1':
      case 'account-closure.requested.v1':
      case 'account-change.requested.v1':
        return changeAccount(accounts, event);
      case 'period-close.requested.v1': {
        const { period, time_zone, starts_at, ends_at } = event.body;
        const [from, until] = [Date.parse(starts_at), Date.parse(ends_at)];
        if (time_zone !== book.zone) return 'time_zone_differs';
        if (until > book.time) return 'period_not_over';
        if (book.closed.has(period)) return 'period_already_closed';
        book.closed.set(period, { from, until });
        return 'done';
      }
      case 'transfer.requested.v1': {
        const { debit, credit, amount, currency } = event.body;
        if (debit === credit) return 'accounts_must_differ';
        const leg = { amount, currency };
        return posted([
          { account: debit, direction: 'DEBIT', ...leg },
          { account: credit, direction: 'CREDIT', ...leg },
        ]);
      }
      case 'fx-transfer.requested.v1':
        return exchange(event.body, posted);
      case 'journal-entry.requested.v1': {
        const { postings } = event.body;
        const currencies = new Set(postings.map(({ currency }) => currency));
        for (const currency of currencies) {
          const own = postings.filter((posting) => posting.currency === currency);
          if (sum(own, 'DEBIT') !== sum(own, 'CREDIT')) return 'unbalanced_entry';
        }
        return posted(postings);
      }
      case 'reversal.requested.v1': {
        const entry = book.entries.get(event.body.journal_entry);
        if (!entry) return 'journal_entry_not_found';
        if (entry.isReversal) return 'is_a_reversal';
        if (entry.isReversed) return 'already_reversed';
        const other = { DEBIT: 'CREDIT', CREDIT: 'DEBIT' } as const;
        const moved = entry.lines.filter(isPosted);
        if (moved.length === 0) return 'moved_no_money';
        const turned = moved.map(({ account, direction, amount, currency }) => ({
          ...{ account, amount, currency },
          direction: other[direction],
        }));
        const outcome = posted(turned, true);
        entry.isReversed = outcome === 'posted';
        return outcome;
      }
      case 'hold.requested.v1': {
        const { debit, credit, amount, currency, expires_at } = event.body;
        if (debit === credit) return 'accounts_must_differ';
        const until = expires_at === undefined ? Infinity : Date.parse(expires_at);
        if (until <= book.time) return 'hold_expired';
        const hold: PlainHold = {
          ...{ debit, credit, currency, since: book.time, until },
          ...{ remaining: BigInt(amount), captured: 0n, expired: false },
        };
        const outcome = posted(between(hold, 'pending', hold.remaining));
        if (outcome === 'posted') book.holds.set(holdIdOf(id), hold);
        return outcome;
      }
      case 'capture.requested.v1':
      case 'void.requested.v1':
      case 'expiry.requested.v1':
        return settle(book, event, posted);
    }
  }
}

/** With fractions of whole numbers; the lines in the order in which an auditor would write them. */
function exchange(asked: FxTransferRequest, posted: (lines: PlainLine[]) => string): string {
  const { debit, credit, sold, sold_currency, bought_currency, rate } = asked;
  const { trading_sold, trading_bought, rounding } = asked;
  if (sold_currency === bought_currency) return 'currencies_must_differ';
  if (new Set([debit, credit, trading_sold, trading_bought, rounding]).size < 5)
    return 'accounts_must_differ';
  const [units = '', fraction = ''] = rate.split('.');
  const digits = fraction.length + DIGITS[sold_currency]!;
  // What the rate gives is whole / parts minor units, and what half its last digit gives is half / parts.
  const parts = 2n * 10n ** BigInt(digits);
  const half = BigInt(sold) * 10n ** BigInt(DIGITS[bought_currency]!);
  const whole = half * 2n * BigInt(units + fraction);
  let worth = whole / parts;
  const over = 2n * (whole % parts);
  if (over > parts || (over === parts && worth % 2n === 1n)) worth += 1n;
  if (worth === 0n) return 'worth_nothing';
  if (worth.toString().length > 18) return 'amount_too_large';
  const came = BigInt(asked.bought ?? worth);
  const isTooLittle = (came + 1n) * parts <= whole - half;
  const isTooMuch = (came - 1n) * parts >= whole + half;
  if (isTooLittle || isTooMuch) return 'rate_contradicts';
  const line = (account: string, amount: bigint, currency: string): PlainLine[] => {
    const direction = amount > 0n ? 'DEBIT' : 'CREDIT';
    return amount === 0n ? [] : [{ account, direction, amount: `${amount}`.replace('-', ''), currency }];
  };
  return posted([
    ...line(credit, -BigInt(sold), sold_currency),
    ...line(trading_sold, BigInt(sold), sold_currency),
    ...line(trading_bought, -worth, bought_currency),
    ...line(debit, came, bought_currency),
    ...line(rounding, worth - came, bought_currency),
  ]);
}

/** Of the minor unit, behind the point. */
const DIGITS: Readonly<Record<string, number>> = { JPY: 0, GBP: 2, KWD: 3, CLF: 4 };

/** An event that makes one thing of an open book. */
type SingleEvent = Exclude<PaymentEvent, { type: 'book.requested.v1' | 'batch.requested.v1' }>;

const between = ({ debit, credit, currency }: PlainHold, layer: Layer, amount: bigint): PlainLine[] => [
  { account: debit, direction: 'DEBIT', amount: `${amount}`, currency, layer },
  { account: credit, direction: 'CREDIT', amount: `${amount}`, currency, layer },
];

type SettlingEvent = Extract<PaymentEvent, { body: { hold: string } }>;

function settle(book: PlainBook, event: SettlingEvent, posted: (lines: PlainLine[]) => string): string {
  const hold = book.holds.get(event.body.hold);
  if (!hold) return 'hold_not_found';
  if (hold.remaining === 0n) {
    if (hold.expired) return 'hold_expired';
    return hold.captured > 0n ? 'hold_already_captured' : 'hold_already_voided';
  }
  const isOver = book.time >= hold.until;
  let captured = 0n;
  let released = hold.remaining;
  if (event.type === 'capture.requested.v1') {
    if (isOver) return 'hold_expired';
    captured = BigInt(event.body.amount ?? hold.remaining);
    if (captured > hold.remaining) return 'capture_exceeds_hold';
    const { effective_at } = event.body;
    if (effective_at !== undefined && Date.parse(effective_at) < hold.since) return 'precedes_hold';
    if (!event.body.final) released = captured;
  }
  if (event.type === 'expiry.requested.v1' && !isOver) return 'hold_not_due';
  const lines = between(hold, 'released', released);
  const outcome = posted(captured > 0n ? [...lines, ...between(hold, 'posted', captured)] : lines);
  if (outcome === 'posted') {
    hold.remaining -= released;
    hold.captured += captured;
    hold.expired ||= event.type === 'expiry.requested.v1';
  }
  return outcome;
}

type Circumstances = Pick<TransferRequest, 'expected_versions' | 'conditions' | 'effective_at'>;
type ChangeEvent = Extract<PaymentEvent, { body: { account: string } }>;

function changeAccount(accounts: Map<string, PlainAccount>, { type, body }: ChangeEvent): string {
  const account = accounts.get(body.account);
  if (!account) return 'account_not_found';
  if (account.status === 'CLOSED') return 'account_closed';
  const tag = `${account.lines.length}.${account.changes}`;
  if (body.if_match !== undefined && body.if_match !== tag) return 'version_conflict';
  const isEmpty = sum(account.lines, 'DEBIT') === sum(account.lines, 'CREDIT');
  const isFree = pending(account.lines, 'DEBIT') === 0n && pending(account.lines, 'CREDIT') === 0n;
  switch (type) {
    case 'account-suspension.requested.v1':
      if (account.status === 'SUSPENDED') return 'account_suspended';
      account.status = 'SUSPENDED';
      break;
    case 'account-activation.requested.v1':
      if (account.status === 'ACTIVE') return 'account_active';
      account.status = 'ACTIVE';
      break;
    case 'account-closure.requested.v1':
      if (!isEmpty) return 'account_not_empty';
      if (!isFree) return 'account_has_holds';
      account.status = 'CLOSED';
      break;
    case 'account-change.requested.v1': {
      const { min_balance = account.asked.min_balance, max_balance = account.asked.max_balance } = body;
      const asked: AccountRequest = Object.assign({}, account.asked, {
        ...(min_balance !== undefined && { min_balance }),
        ...(max_balance !== undefined && { max_balance }),
      });
      const [min, max] = limitsOf(asked);
      if (min > max) return 'limits_contradict';
      account.asked = asked;
    }
  }
  account.changes += 1;
  return 'done';
}

function openAccount(accounts: Map<string, PlainAccount>, asked: AccountRequest): string {
  const [min, max] = limitsOf(asked);
  if (accounts.has(asked.name)) return 'account_already_exists';
  if (min > max) return 'limits_contradict';
  accounts.set(asked.name, { asked, status: 'ACTIVE', changes: 0, lines: [] });
  return 'done';
}

function post(
  { accounts, closed, time }: PlainBook,
  lines: readonly PlainLine[],
  { expected_versions: expected = {}, conditions = [], effective_at }: Circumstances,
): string {
  const names = [...new Set(lines.map(({ account }) => account))];
  const conditional = conditions.map(({ account }) => account);
  if ([...names, ...Object.keys(expected), ...conditional].some((name) => !accounts.has(name)))
    return 'account_not_found';
  const of = (name: string) => accounts.get(name)!;
  const after = (name: string) => [...of(name).lines, ...lines.filter(({ account }) => account === name)];
  if (lines.some(({ account, currency }) => of(account).asked.currency !== currency))
    return 'currency_mismatch';
  if (lines.some(({ layer }) => layer !== 'released')) {
    if (names.some((name) => of(name).status === 'CLOSED')) return 'account_closed';
    if (names.some((name) => of(name).status === 'SUSPENDED')) return 'account_suspended';
  }
  const effective = effective_at === undefined ? time : Date.parse(effective_at);
  if ([...closed.values()].some(({ from, until }) => effective >= from && effective < until))
    return 'period_closed';
  if (Object.entries(expected).some(([name, version]) => String(of(name).lines.length) !== version)) {
    return 'version_conflict';
  }
  const isMet = ({ account, balance: which, op, amount }: Condition) => {
    const { asked, lines: all } = of(account);
    const now = which === 'posted' ? balance(asked, all) : lowest(asked, all);
    return op === 'gte'
      ? now >= BigInt(amount)
      : op === 'lte'
        ? now <= BigInt(amount)
        : now === BigInt(amount);
  };
  if (!conditions.every(isMet)) return 'condition_failed';
  const most = 9_223_372_036_854_775_807n;
  const isTooMuch = (name: string) =>
    (['DEBIT', 'CREDIT'] as const).some(
      (side) => sum(after(name), side) > most || pending(after(name), side) > most,
    );
  if (names.some(isTooMuch)) return 'balance_overflow';
  const moves = names.map((name) => {
    const { asked, lines: before } = of(name);
    const [min, max] = limitsOf(asked);
    return { min, max, asked, before, after: after(name) };
  });
  const falls = moves.some(
    (move) =>
      lowest(move.asked, move.after) < move.min &&
      lowest(move.asked, move.after) < lowest(move.asked, move.before),
  );
  if (falls) return 'insufficient_available_balance';
  const rises = moves.some(
    (move) =>
      highest(move.asked, move.after) > move.max &&
      highest(move.asked, move.after) > highest(move.asked, move.before),
  );
  if (rises) return 'limit_exceeded';
  for (const line of lines) of(line.account).lines.push(line);
  return 'posted';
}

const isPosted = ({ layer = 'posted' }: PlainLine) => layer === 'posted';

const sum = (lines: readonly PlainLine[], side: string) =>
  lines.reduce(
    (total, line) => (isPosted(line) && line.direction === side ? total + BigInt(line.amount) : total),
    0n,
  );

function pending(lines: readonly PlainLine[], side: string): bigint {
  const of = (wanted: Layer) =>
    lines
      .filter(({ layer, direction }) => layer === wanted && direction === side)
      .reduce((total, { amount }) => total + BigInt(amount), 0n);
  return of('pending') - of('released');
}

const growsByDebits = ({ type }: AccountRequest) => ['asset', 'expense'].includes(type);

function balance(asked: AccountRequest, lines: readonly PlainLine[]): bigint {
  const debits = sum(lines, 'DEBIT') - sum(lines, 'CREDIT');
  return growsByDebits(asked) ? debits : -debits;
}

/** What is left when all that is pending has gone out and nothing has come in. */
const lowest = (asked: AccountRequest, lines: readonly PlainLine[]): bigint =>
  balance(asked, lines) - pending(lines, growsByDebits(asked) ? 'CREDIT' : 'DEBIT');

/** What is there when all that is pending has come in and nothing has gone out. */
const highest = (asked: AccountRequest, lines: readonly PlainLine[]): bigint =>
  balance(asked, lines) + pending(lines, growsByDebits(asked) ? 'DEBIT' : 'CREDIT');

/** The lowest and the highest balance; beyond all numbers where there is none. */
function limitsOf({ min_balance = '0', max_balance = null }: AccountRequest): [min: bigint, max: bigint] {
  return [BigInt(min_balance ?? -(10n ** 30n)), BigInt(max_balance ?? 10n ** 30n)];
}
