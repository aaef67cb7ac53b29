import { idOf } from './id';
import type { Model } from './model';
import type { Observed } from './observed';

interface TrialBalance {
  readonly currencies: {
    currency: string;
    debits: string;
    credits: string;
    accounts: { name: string; balance: string }[];
  }[];
}

const readBalances = ({ reads }: Observed): { book: string; balances: TrialBalance }[] =>
  reads
    .filter(({ answer }) => answer.status === 200)
    .map(({ book, answer }) => ({ book, balances: JSON.parse(answer.text) as TrialBalance }));

export const unbalancedReads = (observed: Observed): string[] =>
  readBalances(observed).flatMap(({ book, balances }) =>
    balances.currencies
      .filter(({ debits, credits }) => debits !== credits)
      .map(({ currency, debits, credits }) => `${book} was read with ${debits}/${credits} ${currency}`),
  );

export function belowLimit(observed: Observed, model: Model): string[] {
  const { postings } = observed.evidence;
  const books = [...new Set(postings.map(({ book }) => book))];
  const limits = books.flatMap((book) => model.limitsOf(book).map((limit) => ({ book, ...limit })));
  const byNumber = new Map(limits.map((limit) => [idOf(limit.book, limit.number), limit]));
  const byName = new Map(limits.map((limit) => [idOf(limit.book, limit.name), limit]));
  const written = postings.flatMap(({ book, account, version, debits, credits }) => {
    const limit = byNumber.get(idOf(book, account));
    const balance = limit?.isDebitNormal ? debits - credits : credits - debits;
    return (limit?.min ?? balance) > balance
      ? [`${book} ${limit!.name} version ${version} is at ${balance}`]
      : [];
  });
  const read = readBalances(observed).flatMap(({ book, balances }) =>
    balances.currencies.flatMap(({ accounts }) =>
      accounts
        .filter(
          ({ name, balance }) => (byName.get(idOf(book, name))?.min ?? BigInt(balance)) > BigInt(balance),
        )
        .map(({ name, balance }) => `${book} ${name} was read at ${balance}`),
    ),
  );
  return [...written, ...read];
}
