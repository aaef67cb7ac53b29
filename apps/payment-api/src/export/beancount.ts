import type { AccountType } from '@pacioli/contracts/account';
import { inMajorUnits } from '@pacioli/contracts/currency';
import type { ExportedAccount, ExportedBook } from './posted-entries';
import type { PlainText } from './plain-text';

/** The five roots of beancount, below which every account must be, and how the names of clients begin when they say the same. */
const ROOTS: Record<AccountType, { root: string; said: readonly string[] }> = {
  asset: { root: 'Assets', said: ['asset', 'assets'] },
  liability: { root: 'Liabilities', said: ['liability', 'liabilities'] },
  equity: { root: 'Equity', said: ['equity'] },
  income: { root: 'Income', said: ['income'] },
  expense: { root: 'Expenses', said: ['expense', 'expenses'] },
};

/** The format of beancount: https://beancount.github.io/docs/beancount_language_syntax.html. */
export function beancount({ accounts, dayOf, firstDay, name }: ExportedBook): PlainText {
  const names = beancountNames(accounts);
  return {
    head: [
      `option "title" ${quoted(name)}`,
      ...accounts.flatMap(({ number, name: of, currency }) => [
        `${firstDay} open ${names.get(number)!} ${currency}`,
        `  name: ${quoted(of)}`,
      ]),
    ],
    entry: ({ id, number, effectiveAt, description, reference, rate, postings }) => [
      `${dayOf(effectiveAt)} * ${quoted(description ?? '')}`,
      `  id: ${quoted(id)}`,
      `  number: ${number}`,
      ...(reference === null ? [] : [`  reference: ${quoted(reference)}`]),
      ...(rate === null ? [] : [`  rate: ${rate}`]),
      ...postings.map(
        ({ account, amount, currency }) =>
          `  ${names.get(account)!}  ${inMajorUnits(amount, currency)} ${currency}`,
      ),
    ],
  };
}

/**
 * Accounts by number under names that beancount takes: below the root of their type, each segment with a capital, and without
 * underscores. Where two would come out the same, the later one bears its number, which it has for ever.
 */
export function beancountNames(accounts: readonly ExportedAccount[]): Map<number, string> {
  const names = new Map<number, string>();
  const taken = new Set<string>();
  for (const account of [...accounts].sort((a, b) => a.number - b.number)) {
    let name = nameOf(account);
    while (taken.has(name)) name += `-${account.number}`;
    taken.add(name);
    names.set(account.number, name);
  }
  return names;
}

function nameOf({ name, type }: ExportedAccount): string {
  const { root, said } = ROOTS[type];
  const [first, ...rest] = name.split(':');
  const segments = said.includes(first!) && rest.length > 0 ? rest : [first!, ...rest];
  return [root, ...segments.map((one) => one[0]!.toUpperCase() + one.slice(1).replaceAll('_', '-'))].join(
    ':',
  );
}

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;
