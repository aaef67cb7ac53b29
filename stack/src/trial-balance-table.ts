import type { TrialBalance } from '@pacioli/contracts/trial-balance';
import { formatMoney } from './money-format';
import { Column, renderTable } from '@pacioli/service/terminal-table';

const columns: Column[] = [
  { title: 'account', align: 'left' },
  { title: 'type', align: 'left' },
  { title: 'debits', align: 'right' },
  { title: 'credits', align: 'right' },
  { title: 'balance', align: 'right' },
];

/** A trial balance for the terminal: a table for each currency, in major units. */
export function renderTrialBalance({ book, currencies }: TrialBalance): string {
  return currencies
    .map(({ currency, debits, credits, accounts }) => {
      const money = (minorUnits: string): string => formatMoney(BigInt(minorUnits), currency);
      const rows = accounts.map((account) => [
        account.name,
        account.type,
        money(account.debits),
        money(account.credits),
        money(account.balance),
      ]);
      const table = renderTable(columns, rows, ['total', '', money(debits), money(credits), '']);
      return `Trial balance of ${book}, ${currency}\n\n${table}`;
    })
    .join('\n\n');
}
