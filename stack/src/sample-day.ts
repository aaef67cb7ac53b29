import type { AccountRequest } from '@pacioli/contracts/account';
import type { BookRequest } from '@pacioli/contracts/book';
import type { JournalEntryRequest, TransferRequest } from '@pacioli/contracts/journal-entry';
import type { ProblemDocument } from '@pacioli/contracts/problem';
import { formatMoney } from './money-format';
import { Answer, write } from './payment-client';
import { Column, renderTable } from '@pacioli/service/terminal-table';

const currency = 'GBP';

export const sampleBook: BookRequest = { id: 'acme-books', name: 'Acme Books', time_zone: 'Europe/London' };

const accounts: AccountRequest[] = [
  { name: 'assets:bank', type: 'asset', currency },
  { name: 'assets:card-processor', type: 'asset', currency },
  { name: 'equity:capital', type: 'equity', currency },
  { name: 'expenses:card-fees', type: 'expense', currency },
  { name: 'expenses:stock', type: 'expense', currency },
  { name: 'income:sales', type: 'income', currency },
];

/** One thing that happens in the shop: what is asked of the ledger, and what it should answer. */
export interface Movement {
  /** Part of the idempotency key: a movement that is sent again is the same movement. */
  key: string;
  what: string;
  amount: bigint;
  request: { transfer: TransferRequest } | { journalEntry: JournalEntryRequest };
  refusal?: ProblemDocument['code'];
}

/** 1.4 % and 20 pence of a card payment, rounded half up to the penny. */
export function cardFee(gross: bigint): bigint {
  return (gross * 14n + 500n) / 1000n + 20n;
}

/** A customer pays by card: the processor owes us the price less its fee. */
export function cardTaking(order: string, gross: bigint): Movement {
  const fee = cardFee(gross);
  const postings: JournalEntryRequest['postings'] = [
    { account: 'assets:card-processor', direction: 'DEBIT', amount: String(gross - fee), currency },
    { account: 'expenses:card-fees', direction: 'DEBIT', amount: String(fee), currency },
    { account: 'income:sales', direction: 'CREDIT', amount: String(gross), currency },
  ];
  const description = `Card payment for order ${order}`;
  return {
    key: `taking-${order}`,
    what: `${description}, less fee ${formatMoney(fee, currency)}`,
    amount: gross,
    request: { journalEntry: { postings, description, reference: order } },
  };
}

function moved(key: string, description: string, debit: string, credit: string, amount: bigint): Movement {
  const transfer = { debit, credit, amount: String(amount), currency, description };
  return { key, what: description, amount, request: { transfer } };
}

export const sampleDay: Movement[] = [
  moved('capital', 'The owner pays in capital', 'assets:bank', 'equity:capital', 500_00n),
  cardTaking('1001', 12_99n),
  cardTaking('1002', 24_50n),
  cardTaking('1003', 8_75n),
  cardTaking('1004', 49_00n),
  cardTaking('1005', 15_20n),
  cardTaking('1006', 31_90n),
  moved('refund-1003', 'Refund of order 1003', 'income:sales', 'assets:card-processor', 8_75n),
  moved('refund-1004', 'Refund of a part of order 1004', 'income:sales', 'assets:card-processor', 20_00n),
  moved('settlement', 'The processor settles', 'assets:bank', 'assets:card-processor', 100_00n),
  moved('payout', 'Payout to a publisher for stock', 'expenses:stock', 'assets:bank', 240_00n),
  {
    ...moved('overdraft', 'A payout over what the bank holds', 'expenses:stock', 'assets:bank', 1_000_00n),
    refusal: 'insufficient_available_balance',
  },
];

const columns: Column[] = [
  { title: 'movement', align: 'left' },
  { title: currency, align: 'right' },
  { title: 'outcome', align: 'left' },
];

/**
 * Sends a day of a small merchant through the payment API and answers a table of the outcomes. Every request has
 * a fixed idempotency key, so a second time moves no money; it then sends one payment more, that of this very
 * start, and answers that alone. Throws when an outcome is not the one that is expected.
 */
export async function runSampleDay(baseUrl: string): Promise<string> {
  expectStatus('The book', await write(baseUrl, '/v1/books', 'sample-day/book', sampleBook), 201);
  for (const account of accounts) {
    const path = `/v1/books/${sampleBook.id}/accounts`;
    expectStatus(account.name, await write(baseUrl, path, `sample-day/${account.name}`, account), 201);
  }
  const outcomes: Outcome[] = [];
  for (const movement of sampleDay) outcomes.push(await send(baseUrl, movement));
  const hadBeenSent = outcomes.every(({ replayed }) => replayed);
  const rowsOf = (shown: Outcome[]) =>
    renderTable(
      columns,
      shown.map(({ row }) => row),
    );
  if (!hadBeenSent) return rowsOf(outcomes);
  const order = String(Math.floor(Date.now() / 1000));
  const another = await send(baseUrl, cardTaking(order, 9_99n));
  return `The day was in the books already, and sent again it moved nothing. One payment more:\n\n${rowsOf([another])}`;
}

interface Outcome {
  row: string[];
  replayed: boolean;
}

async function send(baseUrl: string, { key, what, amount, request, refusal }: Movement): Promise<Outcome> {
  const [resource, body] =
    'transfer' in request ? ['transfers', request.transfer] : ['journal-entries', request.journalEntry];
  const path = `/v1/books/${sampleBook.id}/${resource}`;
  const answer = await write<{ number?: string; code?: string }>(baseUrl, path, `sample-day/${key}`, body);
  expectStatus(what, answer, refusal === undefined ? 201 : 422);
  if (answer.body.code !== refusal)
    throw new Error(`${what}: refused with ${answer.body.code}, expected ${refusal}`);
  const outcome = refusal === undefined ? `posted, entry ${answer.body.number}` : `refused, ${refusal}`;
  return { row: [what, formatMoney(amount, currency), outcome], replayed: answer.replayed };
}

function expectStatus(what: string, answer: Answer<unknown>, status: number): void {
  if (answer.status === status) return;
  throw new Error(
    `${what}: the API answered ${answer.status}, expected ${status}: ${JSON.stringify(answer.body)}`,
  );
}
