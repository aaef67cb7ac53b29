import type { AccountRequest, AccountStatus } from '@pacioli/contracts/account';
import type { Condition, PostingRequest, TransferRequest } from '@pacioli/contracts/journal-entry';
import { journalEntryIdOf } from '@pacioli/contracts/operation-id';
import { decodePaymentEvent, type PaymentEvent } from '@pacioli/contracts/payment-event';
import type { TopicRecord } from '@pacioli/contracts/topic-record';

interface PlainAccount {
  /** As it was opened, with what was changed since. */
  asked: AccountRequest;
  status: AccountStatus;
  changes: number;
  /** All that was ever posted to it. */
  readonly postings: PostingRequest[];
}

interface PlainEntry {
  readonly postings: readonly PostingRequest[];
  readonly isReversal: boolean;
  isReversed: boolean;
}

interface PlainBook {
  readonly accounts: Map<string, PlainAccount>;
  readonly entries: Map<string, PlainEntry>;
}

/**
 * The rules as an auditor would check them with pen and paper: it keeps whole histories, adds everything up anew for each
 * question, and shares no code with the ledger. Whatever the two disagree on is a bug of one of them.
 */
export class PlainBookkeeper {
  private readonly books = new Map<string, PlainBook>();

  /** The status or, for a refusal, the code that must come of a record; and keeps what is posted. */
  judge(record: TopicRecord): string {
    const decoded = decodePaymentEvent(record);
    return decoded.kind === 'event' ? this.judgeEvent(decoded.event) : 'dead_lettered';
  }

  private judgeEvent(event: PaymentEvent): string {
    const book = this.books.get(event.book);
    if (event.type === 'book.requested.v1') {
      if (book) return 'book_already_exists';
      this.books.set(event.book, { accounts: new Map(), entries: new Map() });
      return 'done';
    }
    if (!book) return 'book_not_found';
    const { accounts } = book;
    const posted = (postings: PostingRequest[], isReversal = false) => {
      const outcome = post(accounts, postings, event.body as Circumstances);
      const id = journalEntryIdOf(event.keyId);
      if (outcome === 'posted') book.entries.set(id, { postings, isReversal, isReversed: false });
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
      case 'transfer.requested.v1': {
        const { debit, credit, amount, currency } = event.body;
        if (debit === credit) return 'accounts_must_differ';
        const leg = { amount, currency };
        return posted([
          { account: debit, direction: 'DEBIT', ...leg },
          { account: credit, direction: 'CREDIT', ...leg },
        ]);
      }
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
        const turned = entry.postings.map(({ account, direction, amount, currency }) => ({
          ...{ account, amount, currency },
          direction: other[direction],
        }));
        const outcome = posted(turned, true);
        entry.isReversed = outcome === 'posted';
        return outcome;
      }
    }
  }
}

type Circumstances = Pick<TransferRequest, 'expected_versions' | 'conditions'>;
type ChangeEvent = Extract<PaymentEvent, { body: { account: string } }>;

function changeAccount(accounts: Map<string, PlainAccount>, { type, body }: ChangeEvent): string {
  const account = accounts.get(body.account);
  if (!account) return 'account_not_found';
  if (account.status === 'CLOSED') return 'account_closed';
  const tag = `${account.postings.length}.${account.changes}`;
  if (body.if_match !== undefined && body.if_match !== tag) return 'version_conflict';
  const isEmpty = sum(account.postings, 'DEBIT') === sum(account.postings, 'CREDIT');
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
  accounts.set(asked.name, { asked, status: 'ACTIVE', changes: 0, postings: [] });
  return 'done';
}

function post(
  accounts: Map<string, PlainAccount>,
  postings: readonly PostingRequest[],
  { expected_versions: expected = {}, conditions = [] }: Circumstances,
): string {
  const names = [...new Set(postings.map(({ account }) => account))];
  const conditional = conditions.map(({ account }) => account);
  if ([...names, ...Object.keys(expected), ...conditional].some((name) => !accounts.has(name)))
    return 'account_not_found';
  const of = (name: string) => accounts.get(name)!;
  const after = (name: string) => [
    ...of(name).postings,
    ...postings.filter(({ account }) => account === name),
  ];
  if (postings.some(({ account, currency }) => of(account).asked.currency !== currency))
    return 'currency_mismatch';
  if (names.some((name) => of(name).status === 'CLOSED')) return 'account_closed';
  if (names.some((name) => of(name).status === 'SUSPENDED')) return 'account_suspended';
  if (Object.entries(expected).some(([name, version]) => String(of(name).postings.length) !== version)) {
    return 'version_conflict';
  }
  const isMet = ({ account, op, amount }: Condition) => {
    const now = balance(of(account).asked, of(account).postings);
    return op === 'gte'
      ? now >= BigInt(amount)
      : op === 'lte'
        ? now <= BigInt(amount)
        : now === BigInt(amount);
  };
  if (!conditions.every(isMet)) return 'condition_failed';
  const most = 9_223_372_036_854_775_807n;
  if (names.some((name) => sum(after(name), 'DEBIT') > most || sum(after(name), 'CREDIT') > most)) {
    return 'balance_overflow';
  }
  const moves = names.map((name) => {
    const { asked, postings: before } = of(name);
    const [min, max] = limitsOf(asked);
    return { min, max, from: balance(asked, before), to: balance(asked, after(name)) };
  });
  if (moves.some(({ min, from, to }) => to < min && to < from)) return 'insufficient_available_balance';
  if (moves.some(({ max, from, to }) => to > max && to > from)) return 'limit_exceeded';
  for (const posting of postings) of(posting.account).postings.push(posting);
  return 'posted';
}

const sum = (postings: readonly PostingRequest[], side: string) =>
  postings.reduce(
    (total, { direction, amount }) => (direction === side ? total + BigInt(amount) : total),
    0n,
  );

function balance({ type }: AccountRequest, postings: readonly PostingRequest[]): bigint {
  const debits = sum(postings, 'DEBIT') - sum(postings, 'CREDIT');
  return ['asset', 'expense'].includes(type) ? debits : -debits;
}

/** The lowest and the highest balance; beyond all numbers where there is none. */
function limitsOf({ min_balance = '0', max_balance = null }: AccountRequest): [min: bigint, max: bigint] {
  return [BigInt(min_balance ?? -(10n ** 30n)), BigInt(max_balance ?? 10n ** 30n)];
}
