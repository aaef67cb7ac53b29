import { CURRENCY_CODES, inMajorUnits } from '@pacioli/contracts/currency';
import type { TopicRecord } from '@pacioli/contracts/topic-record';

/** In minor units. */
export interface AmountIn {
  readonly amount: bigint;
  readonly currency: string;
}

interface Body {
  readonly amount?: unknown;
  readonly currency?: unknown;
  readonly direction?: unknown;
  readonly postings?: unknown;
  readonly journal_entry?: unknown;
}

/**
 * What a record asks for or tells of: the amount that its body names or, of an entry, all that is debited, by currency. Nothing of
 * it has been checked; a batch, which has many, has none here.
 */
export function amountsIn({ value }: Pick<TopicRecord, 'value'>): AmountIn[] {
  const body = parsed(value);
  const entry = isBody(body?.journal_entry) ? body.journal_entry : undefined;
  for (const one of [body, entry]) {
    const amount = one && amountOf(one);
    if (amount) return [amount];
    if (Array.isArray(one?.postings)) return debitedIn(one.postings);
  }
  return [];
}

/** `12.99 GBP`, or several of that. */
export const printedAmounts = (amounts: readonly AmountIn[]): string =>
  amounts.map(({ amount, currency }) => `${inMajorUnits(amount, currency)} ${currency}`).join(', ');

function debitedIn(postings: readonly unknown[]): AmountIn[] {
  const sums = new Map<string, bigint>();
  for (const posting of postings) {
    const amount = isBody(posting) && posting.direction === 'DEBIT' ? amountOf(posting) : undefined;
    if (amount) sums.set(amount.currency, (sums.get(amount.currency) ?? 0n) + amount.amount);
  }
  return Array.from(sums, ([currency, amount]) => ({ amount, currency }));
}

function amountOf({ amount, currency }: Body): AmountIn | undefined {
  const isAmount = typeof amount === 'string' && /^\d{1,19}$/.test(amount);
  return isAmount && isCurrency(currency) ? { amount: BigInt(amount), currency } : undefined;
}

const isCurrency = (text: unknown): text is string => CURRENCY_CODES.includes(text as string);
const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null;

function parsed(value: Buffer | null): Body | undefined {
  try {
    const body: unknown = JSON.parse(value?.toString() ?? '');
    return isBody(body) ? body : undefined;
  } catch {
    return undefined;
  }
}
