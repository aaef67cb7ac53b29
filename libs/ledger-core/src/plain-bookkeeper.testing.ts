import type { AccountRequest } from '@pacioli/contracts/account';
import type { PostingRequest } from '@pacioli/contracts/journal-entry';
import { decodePaymentEvent, type PaymentEvent } from '@pacioli/contracts/payment-event';
import type { TopicRecord } from '@pacioli/contracts/topic-record';

interface PlainAccount {
  readonly asked: AccountRequest;
  /** All that was ever posted to it. */
  readonly postings: PostingRequest[];
}

/**
 * The rules as an auditor would check them with pen and paper: it keeps whole histories, adds everything up anew for each
 * question, and shares no code with the ledger. Whatever the two disagree on is a bug of one of them.
 */
export class PlainBookkeeper {
  private readonly books = new Map<string, Map<string, PlainAccount>>();

  /** The status or, for a refusal, the code that must come of a record; and keeps what is posted. */
  judge(record: TopicRecord): string {
    const decoded = decodePaymentEvent(record);
    return decoded.kind === 'event' ? this.judgeEvent(decoded.event) : 'dead_lettered';
  }

  private judgeEvent(event: PaymentEvent): string {
    const accounts = this.books.get(event.book);
    if (event.type === 'book.requested.v1') {
      if (accounts) return 'book_already_exists';
      this.books.set(event.book, new Map());
      return 'done';
    }
    if (!accounts) return 'book_not_found';
    switch (event.type) {
      case 'account.requested.v1':
        return openAccount(accounts, event.body);
      case 'transfer.requested.v1': {
        const { debit, credit, amount, currency, expected_versions } = event.body;
        if (debit === credit) return 'accounts_must_differ';
        const leg = { amount, currency };
        const postings: PostingRequest[] = [
          { account: debit, direction: 'DEBIT', ...leg },
          { account: credit, direction: 'CREDIT', ...leg },
        ];
        return post(accounts, postings, expected_versions);
      }
      case 'journal-entry.requested.v1': {
        const { postings, expected_versions } = event.body;
        const currencies = new Set(postings.map(({ currency }) => currency));
        for (const currency of currencies) {
          const own = postings.filter((posting) => posting.currency === currency);
          if (sum(own, 'DEBIT') !== sum(own, 'CREDIT')) return 'unbalanced_entry';
        }
        return post(accounts, postings, expected_versions);
      }
    }
  }
}

function openAccount(accounts: Map<string, PlainAccount>, asked: AccountRequest): string {
  const [min, max] = limitsOf(asked);
  if (accounts.has(asked.name)) return 'account_already_exists';
  if (min > max) return 'limits_contradict';
  accounts.set(asked.name, { asked, postings: [] });
  return 'done';
}

function post(
  accounts: Map<string, PlainAccount>,
  postings: readonly PostingRequest[],
  expected: Readonly<Record<string, string>> = {},
): string {
  const names = [...new Set(postings.map(({ account }) => account))];
  if ([...names, ...Object.keys(expected)].some((name) => !accounts.has(name))) return 'account_not_found';
  const of = (name: string) => accounts.get(name)!;
  const after = (name: string) => [
    ...of(name).postings,
    ...postings.filter(({ account }) => account === name),
  ];
  if (postings.some(({ account, currency }) => of(account).asked.currency !== currency))
    return 'currency_mismatch';
  if (Object.entries(expected).some(([name, version]) => String(of(name).postings.length) !== version)) {
    return 'version_conflict';
  }
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
