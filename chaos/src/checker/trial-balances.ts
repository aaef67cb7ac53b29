import { balancesOf } from './account';
import { idOf } from './id';
import type { Model, ModelAccount } from './model';
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

/** Without a trial balance that was read nothing is known of any. */
export const neverRead = (observed: Observed): string[] =>
  readBalances(observed).length === 0 ? ['no trial balance was read while the faults went on'] : [];

/** Trial balances that do not net to zero, or leave out an account: all were opened before the first was read. */
export function unbalancedReads(observed: Observed, model: Model): string[] {
  const reads = readBalances(observed);
  const accounts = model.accounts();
  return reads.flatMap(({ book, balances: { currencies } }) => {
    const wanted = accounts.filter((account) => account.book === book).length;
    const found = currencies.reduce((sum, one) => sum + one.accounts.length, 0);
    return [
      ...currencies
        .filter(({ debits, credits }) => debits !== credits)
        .map(({ currency, debits, credits }) => `${book} was read with ${debits}/${credits} ${currency}`),
      ...(found === wanted ? [] : [`${book} was read with ${found} accounts of ${wanted}`]),
    ];
  });
}

/** Versions and readings of accounts that were beyond a limit: holds count as if they had come, where that is worse. */
export function beyondLimits(observed: Observed, model: Model): string[] {
  const accounts = model.accounts();
  const byNumber = new Map(accounts.map((account) => [idOf(account.book, account.number), account]));
  const byName = new Map(accounts.map((account) => [idOf(account.book, account.name), account]));
  const written = observed.evidence.postings.flatMap((posting) => {
    const account = byNumber.get(idOf(posting.book, posting.account));
    if (!account) return [];
    const { available, highest } = balancesOf(account.isDebitNormal, posting);
    const where = `${posting.book} ${account.name} version ${posting.version}`;
    return isWithin(account, available, highest)
      ? []
      : [`${where} has ${available} available and may rise to ${highest}`];
  });
  const read = readBalances(observed).flatMap(({ book, balances }) =>
    balances.currencies
      .flatMap((currency) => currency.accounts)
      .filter(({ name, balance }) => {
        const account = byName.get(idOf(book, name));
        return account && !isWithin(account, BigInt(balance), BigInt(balance));
      })
      .map(({ name, balance }) => `${book} ${name} was read at ${balance}`),
  );
  return [...written, ...read];
}

const isWithin = (account: ModelAccount, lowest: bigint, highest: bigint): boolean =>
  (account.lowest ?? lowest) <= lowest && highest <= (account.highest ?? highest);
