import type { Account } from '@pacioli/contracts/account';
import type { AccountPostingPage } from '@pacioli/contracts/journal-entry';
import { until } from '@pacioli/stack/until';
import type { DocumentedAnswer, DocumentedApi } from './documented-api.testing';
import { made } from './documented-book.testing';
import {
  accountsOf,
  headingOf,
  printExchange,
  renewed,
  shownOf,
  type Exchange,
  type Json,
} from './recipe-page.testing';
import { drawTAccounts } from './t-account.testing';

/** A moment that is over soon, in the place of one that no page can know. */
const SOON = '{soon}';

/**
 * Runs a page in a book of its own, which has the page's name, and answers the page with what came of it. Ids are derived
 * from book and key, so that they are the same in every run.
 */
export async function runRecipe(api: DocumentedApi, name: string, page: string): Promise<string> {
  const book = `/v1/books/${name}`;
  await made(api.post('/v1/books', 'open', { id: name, name: headingOf(page) }));
  for (const account of accountsOf(page))
    await made(api.post(`${book}/accounts`, `open ${account.name}`, account));

  return renewed(page, async (block) => {
    if (block.kind === 't-accounts') return drawn(api, book, block.names);
    const { exchange, isAwaited } = block;
    let now = await sent(api, book, exchange);
    const isThere = async () => (now = await sent(api, book, exchange)) === printExchange(exchange);
    if (isAwaited) await until(isThere, { withinMs: 120_000 });
    return now;
  });
}

async function sent(api: DocumentedApi, book: string, exchange: Exchange): Promise<string> {
  const { status, body } = await answerTo(api, book, exchange);
  // An answer of another kind is shown as a whole, for whoever wants to know why.
  const answer = status === exchange.status ? shownOf(exchange.answer, body as Json) : (body as Json);
  return printExchange({ ...exchange, status, answer });
}

async function answerTo(
  api: DocumentedApi,
  book: string,
  { method, path, headers, body }: Exchange,
): Promise<DocumentedAnswer> {
  if (body === '') return api.send(method, book + path, { headers });
  const send = (text: string, key: string) =>
    api.send(method, book + path, {
      headers: {
        ...{ 'content-type': 'application/json', prefer: 'wait=30' },
        ...{ ...headers, 'Idempotency-Key': key },
      },
      body: text,
    });
  const key = headers['Idempotency-Key']!;
  if (!body.includes(SOON)) return send(body, key);
  // On a slow machine a short time is over before the request is recorded.
  for (let within = 2_000; ; within *= 2) {
    const answer = await send(
      body.replace(SOON, new Date(Date.now() + within).toISOString()),
      `${key} ${within}`,
    );
    if ((answer.body as { code?: string }).code !== 'hold_expired') return answer;
  }
}

async function drawn(api: DocumentedApi, book: string, names: readonly string[]): Promise<string> {
  const accounts = names.map(async (name) => {
    const path = `${book}/accounts/${name}`;
    const { data, next_cursor: next } = await api.get<AccountPostingPage>(`${path}/postings?limit=200`);
    if (next !== null) throw new Error(`${name} has more postings than a T-account can show.`);
    return { account: await api.get<Account>(path), postings: data.reverse() };
  });
  return drawTAccounts(await Promise.all(accounts));
}
