import type { ExportedBook, PostedEntry } from './posted-entries';

/**
 * One document, some text at a time: the book, its accounts, and every entry on a line of its own. Amounts are minor units,
 * negative on the credit side.
 */
export async function* inJson(
  { id, name, accounts }: ExportedBook,
  entries: AsyncIterable<PostedEntry>,
): AsyncGenerator<string> {
  const nameOf = new Map(accounts.map((account) => [account.number, account.name]));
  const opened = accounts.map(({ name, type, currency }) => ({ name, type, currency }));
  yield `${JSON.stringify({ book: id, name, accounts: opened }).slice(0, -1)},"entries":[`;
  let separator = '\n';
  for await (const { effectiveAt, number, postings, ...entry } of entries) {
    const document = {
      ...{ ...entry, number: number.toString(), effective_at: new Date(effectiveAt).toISOString() },
      postings: postings.map(({ account, amount, currency }) => ({
        ...{ account: nameOf.get(account), amount: amount.toString(), currency },
      })),
    };
    yield separator + JSON.stringify(document);
    separator = ',\n';
  }
  yield '\n]}\n';
}
