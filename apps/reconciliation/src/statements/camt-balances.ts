import { isWrong } from './bad-line';
import { moneyIn, type Money } from './camt-money';
import type { BalanceCheck } from './statement-summary';
import type { XmlElement } from './xml-element';

/** Opening booked, or else the closing of the statement before. */
const OPENING = ['OPBD', 'PRCD'];
const CLOSING = ['CLBD'];

/** Holds the booked entries of a statement against its balances, one check for each currency that occurs. */
export function checkBalances(
  statement: XmlElement,
  { number, account, entries }: { number: number; account: string | null; entries: readonly Money[] },
): BalanceCheck[] {
  const opening = balanceOf(statement, OPENING);
  const closing = balanceOf(statement, CLOSING);
  const currencies = new Set([opening, closing, ...entries].flatMap((money) => money?.currency ?? []));
  return [...currencies].map((currency) => {
    const sum = entries.reduce(
      (total, money) => (money.currency === currency ? total + money.amount : total),
      0n,
    );
    const from = opening?.currency === currency ? opening.amount : null;
    const to = closing?.currency === currency ? closing.amount : null;
    const difference = from === null || to === null ? null : from + sum - to;
    return { statement: number, account, currency, opening: from, closing: to, entries: sum, difference };
  });
}

function balanceOf(statement: XmlElement, codes: readonly string[]): Money | undefined {
  const balances = statement.all('Bal');
  const found = codes.flatMap((code) =>
    balances.filter((one) => one.textAt('Tp', 'CdOrPrtry', 'Cd') === code),
  );
  const money = found[0] && moneyIn(found[0]);
  return isWrong(money) ? undefined : money;
}
