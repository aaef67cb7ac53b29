import { holdIdOf, journalEntryIdOf, keyIdOf } from '@pacioli/contracts/operation-id';
import { until } from '@pacioli/stack/until';
import { DocumentedApi, transfer } from './documented-api.testing';
import { bookForEachTest, DocumentedBook, made } from './documented-book.testing';
import { ImportConnection, type ImportLine } from './import-connection.testing';
import { Product } from './product.testing';

const PATIENCE = { withinMs: 60_000 };
const LINES = 25_000;
const FULL = 10_000;

const operation = (amount: string, rest: object = {}) =>
  JSON.stringify({ type: 'transfer', ...transfer(amount, rest) });
/** Of the amounts 1, 2, 3 and so on, so that a line that is missing or doubled changes the balance. */
function* lines(count = LINES, changed: Record<number, string> = {}): Generator<string> {
  for (let line = 1; line <= count; line += 1) yield changed[line] ?? operation(String(line));
}
const sumTo = (count: number) => (count * (count + 1)) / 2;

/** Files of any length, one operation a line. Every answer is held against the OpenAPI document. */
describe('Imports', () => {
  let product: Product;
  let api: DocumentedApi;
  let book: DocumentedBook;
  bookForEachTest('imported', (opened) => ({ product, api, book } = opened));
  afterEach(() => product.signal('ledger-service', 'SIGCONT'));

  const open = (key: string, url = product.url) => new ImportConnection(`${url}${book.path}/imports`, key);
  /** Sends a whole file as a client that reads nothing before it has sent it, and answers the lines. */
  async function send(file: Iterable<string>, key = 'file', query = ''): Promise<ImportLine[]> {
    const headers = { 'content-type': 'application/x-ndjson', 'idempotency-key': key };
    const body = [...file].join('\n');
    const answer = await api.send('POST', `${book.path}/imports${query}`, { headers, body });
    expect(answer.status).toBe(200);
    return answer.body as ImportLine[];
  }
  const account = async () => {
    const { balances, version } = await book.account();
    return { posted: Number((balances as { posted: string }).posted), version: Number(version) };
  };
  const chunk = (first_line: number, last_line: number, rest: Partial<ImportLine> = {}) => ({
    ...{ type: 'chunk', status: 'posted', first_line, last_line, replayed: false },
    ...rest,
  });

  it('post a file chunk by chunk while it comes, and every line once', async () => {
    const sent = open('file');
    const file = lines();
    const take = function* (count: number) {
      for (let i = 0; i < count; i += 1) yield file.next().value as string;
    };
    await sent.write(take(FULL));
    expect(await sent.next()).toMatchObject(chunk(1, FULL, { posted: FULL, refused: 0 }));
    expect(await account()).toEqual({ posted: sumTo(FULL), version: FULL });
    await sent.write(file);
    sent.end();
    expect(await sent.rest()).toMatchObject([
      chunk(FULL + 1, 2 * FULL, { posted: 2 * FULL }),
      chunk(2 * FULL + 1, LINES, { posted: LINES }),
      { type: 'end', status: 'complete', chunks: 3, posted: LINES, refused: 0, next_line: LINES + 1 },
    ]);
    expect(await account()).toEqual({ posted: sumTo(LINES), version: LINES });

    const again = await send(lines());
    expect(again.map(({ replayed }) => replayed)).toEqual([true, true, true, undefined]);
    expect(again.at(-1)).toMatchObject({ status: 'complete', posted: LINES });
    expect(await account()).toEqual({ posted: sumTo(LINES), version: LINES });
    const operationId = again[2]!.operation!;
    expect(await book.get(`/operations/${operationId}`)).toMatchObject({ status: 'posted' });
    const { code, output } = await product.reconcile();
    expect(`${output}\nexit code ${code}`).toMatch(/exit code 0$/);
  }, 180_000);

  it('go on where they were cut off, and post nothing of a chunk that did not come whole', async () => {
    const sent = open('file');
    await sent.write(lines(FULL + FULL / 2));
    const first = await sent.next();
    sent.cut();
    expect(await account()).toEqual({ posted: sumTo(FULL), version: FULL });

    const [replayed, ...others] = await send(lines());
    expect(replayed).toEqual({ ...first, replayed: true });
    expect(others).toMatchObject([
      chunk(FULL + 1, 2 * FULL),
      chunk(2 * FULL + 1, LINES),
      { status: 'complete', posted: LINES },
    ]);
    expect(await account()).toEqual({ posted: sumTo(LINES), version: LINES });
  }, 180_000);

  it('name bad lines, post nothing of their chunk or after it, and take the mended file with the same key', async () => {
    const bad = {
      [FULL + 7]: operation('1', { amount: 1 }),
      [FULL + 8]: '{"type":"transfer",',
      [FULL + 9]: operation('1', { currencies: 'GBP' }),
    };
    const [first, end, ...others] = await send(lines(LINES, bad));
    expect(first).toMatchObject(chunk(1, FULL));
    expect(end).toMatchObject({
      ...{ type: 'end', status: 'stopped', code: 'invalid_request', posted: FULL, next_line: FULL + 1 },
      errors: [
        { line: FULL + 7, pointer: '/amount' },
        { line: FULL + 8, pointer: '' },
        { line: FULL + 9, pointer: '/currencies' },
      ],
    });
    expect(others).toEqual([]);
    expect(await account()).toEqual({ posted: sumTo(FULL), version: FULL });

    const mended = await send(lines());
    expect(mended.map(({ replayed }) => replayed)).toEqual([true, false, false, undefined]);
    expect(await account()).toEqual({ posted: sumTo(LINES), version: LINES });
  }, 180_000);

  it('tell it, too, to a client that sends a long file to its end before it hears anything', async () => {
    const sent = open('file');
    await sent.write(lines(8 * LINES, { 1: 'bad' }));
    sent.end();
    const [end, ...others] = await sent.rest();
    expect(end).toMatchObject({ type: 'end', code: 'invalid_request', chunks: 0, next_line: 1 });
    expect(others).toEqual([]);
  });

  it('name the line that the ledger refuses, and go on after its chunk only when they are asked to', async () => {
    const over = { debit: 'liabilities:m42', credit: 'assets:psp' };
    const refused = { [FULL + 3]: operation('999999999999', over) };
    const rejection = chunk(FULL + 1, 2 * FULL, {
      ...{ status: 'rejected', code: 'insufficient_available_balance', refused: FULL },
      errors: [expect.objectContaining({ line: FULL + 3, pointer: '' }) as never],
    });
    const end = { type: 'end', code: 'insufficient_available_balance', next_line: 2 * FULL + 1 };
    const stopped = await send(lines(2 * FULL + 5, refused));
    expect(stopped).toMatchObject([chunk(1, FULL), rejection, { ...end, status: 'stopped' }]);
    expect(stopped[1]!.errors![0]!.detail).toMatch(`Line ${FULL + 3}: `);
    expect(await account()).toEqual({ posted: sumTo(FULL), version: FULL });

    expect(await send(lines(2 * FULL + 5, refused), 'file', '?on_refusal=continue')).toMatchObject([
      chunk(1, FULL, { replayed: true }),
      { ...rejection, replayed: true },
      chunk(2 * FULL + 1, 2 * FULL + 5, { posted: FULL + 5 }),
      { type: 'end', status: 'complete', posted: FULL + 5, refused: FULL },
    ]);
    expect((await account()).version).toBe(FULL + 5);
  }, 180_000);

  it('void holds of which as much is said as can be, and capture them', async () => {
    const text = (length: number) => '\u0001'.repeat(length);
    const pairs = Array.from({ length: 50 }, (_, at) => [text(38) + String(10 + at), text(500)]);
    const said = {
      description: text(500),
      reference: text(100),
      metadata: Object.fromEntries(pairs) as object,
    };
    const hold = JSON.stringify({ type: 'hold', ...transfer('2'), ...said });
    const held = await send(Array<string>(300).fill(hold), 'holds');
    expect(held.at(-1)).toMatchObject({ status: 'complete', posted: 300 });
    const ids = held.slice(0, -1).flatMap(({ first_line, last_line }) => {
      const keyId = keyIdOf('import', book.path.split('/').at(-1)!, `holds ${first_line}`);
      const count = last_line! - first_line! + 1;
      return Array.from({ length: count }, (_, at) => holdIdOf(journalEntryIdOf(keyId, at)));
    });
    const captures = ids.map((hold) => JSON.stringify({ type: 'capture', hold, amount: '1' }));
    const captured = await send(captures, 'captures');
    expect(captured.at(-1)).toMatchObject({ status: 'complete', posted: 300 });
    const voided = await send(
      ids.map((hold) => JSON.stringify({ type: 'void', hold })),
      'voids',
    );
    expect(voided.at(-1)).toMatchObject({ status: 'complete', posted: 300 });
    expect((await account()).posted).toBe(300);
  }, 180_000);

  it('refuse another file under a key, from the first chunk on that differs, whatever they are told', async () => {
    await send(lines(FULL + 5));
    const before = await account();
    const other = { [FULL + 2]: operation('77') };
    for (const file of [lines(FULL + 5, other), lines(FULL + 4), lines(LINES)]) {
      expect((await send(file, 'file', '?on_refusal=continue')).slice(1)).toMatchObject([
        { type: 'chunk', first_line: FULL + 1, status: 'rejected', code: 'idempotency_key_reused' },
        { type: 'end', status: 'stopped', code: 'idempotency_key_reused', next_line: FULL + 1 },
      ]);
    }
    expect(await send(lines(LINES, { 5: operation('77') }))).toMatchObject([
      { first_line: 1, status: 'rejected', replayed: false, code: 'idempotency_key_reused' },
      { status: 'stopped', next_line: 1, chunks: 1 },
    ]);
    expect(await account()).toEqual(before);
  }, 180_000);

  it('have one chunk in flight, and say where to go on when the process stops or can take no more', async () => {
    const topic = await product.paymentEvents();
    const ranges = () => Promise.all(topic.partitions().map((partition) => topic.range(partition)));
    const count = async () => (await ranges()).reduce((sum, { highWatermark }) => sum + highWatermark, 0n);
    const { name, url } = await product.startReplica('payment-api');
    const waiting = open('waiting', url);
    await waiting.write(lines(FULL + 1));
    expect(await waiting.next()).toMatchObject(chunk(1, FULL));

    product.signal('ledger-service', 'SIGSTOP');
    const before = await count();
    const undecided = open('file', url);
    void undecided.write(lines()).then(() => undecided.end());
    const MARKER = 1n;
    expect(await until(async () => (await count()) === before + 1n + MARKER, PATIENCE)).toBe(true);
    product.signal(name, 'SIGTERM');
    expect(await undecided.rest()).toMatchObject([
      {
        ...{ type: 'end', status: 'stopped', code: 'outcome_unknown', next_line: 1 },
        operation: expect.any(String) as string,
      },
    ]);
    expect(await waiting.rest()).toMatchObject([
      { type: 'end', status: 'stopped', code: 'unavailable', next_line: FULL + 1 },
    ]);
    const ended = () => product.said.findLast((line) => line.startsWith(`${name} died`));
    expect(await until(() => ended() !== undefined, PATIENCE)).toBe(true);
    expect(ended()).toMatch('(exit code 0)');
    // However much was sent: nothing follows what is not decided.
    expect(await count()).toBe(before + 1n + MARKER);
    await topic.close();
    product.signal('ledger-service', 'SIGCONT');
    expect((await send(lines())).at(-1)).toMatchObject({ status: 'complete', posted: LINES });

    const small = await product.startReplica('payment-api', { QUEUE_BYTES: '1000' });
    const overloaded = open('overloaded', small.url);
    await overloaded.write(lines(FULL));
    overloaded.end();
    expect(await overloaded.rest()).toMatchObject([
      { type: 'end', status: 'stopped', code: 'overloaded', next_line: 1, chunks: 0 },
    ]);
    expect((await account()).posted).toBe(sumTo(FULL) + sumTo(LINES));
  }, 180_000);

  it('are refused before the first line for what is wrong with the request', async () => {
    const ndjson = { 'content-type': 'application/x-ndjson', 'idempotency-key': 'k' };
    const code = async (headers: Record<string, string>, query = '', path = `${book.path}/imports`) => {
      const { status, body } = await api.send('POST', path + query, { headers, body: operation('1') });
      return `${status} ${(body as { code: string }).code}`;
    };
    expect(await code({ ...ndjson, 'content-type': 'application/json' })).toBe('415 unsupported_media_type');
    expect(await code({ ...ndjson, 'content-type': 'text/csv' })).toBe('415 unsupported_media_type');
    expect(await code(ndjson, '', `${book.path}/transfers`)).toBe('415 unsupported_media_type');
    expect(await code({ 'content-type': 'application/x-ndjson' })).toBe('400 idempotency_key_missing');
    expect(await code({ ...ndjson, 'idempotency-key': 'k'.repeat(240) })).toBe('400 idempotency_key_invalid');
    expect(await code(ndjson, '?on_refusal=maybe')).toBe('400 invalid_request');
    expect(await code(ndjson, '', '/v1/books/No/imports')).toBe('400 invalid_request');
    const empty = await api.send('POST', `${book.path}/imports`, { headers: ndjson });
    expect(empty.body).toMatchObject([{ type: 'end', status: 'complete', chunks: 0, next_line: 1 }]);
    expect(await account()).toEqual({ posted: 0, version: 0 });
  });

  it('have keys for their chunks that no client can send', async () => {
    await made(book.post('/transfers', transfer('7'), { 'idempotency-key': 'file 1' }));
    expect(await send(lines(1))).toMatchObject([chunk(1, 1), { status: 'complete' }]);
    expect(await account()).toEqual({ posted: 8, version: 2 });
  });

  it('are refused while too many are under way, which those that ended or were cut off are not', async () => {
    for (const round of ['first', 'second']) {
      const all = Array.from({ length: 9 }, (_, i) => open(`${round} ${i}`));
      for (const one of all) await one.write(lines(1));
      const refused = await Promise.race(all.map(async (one) => ({ one, status: await one.status() })));
      expect(refused.status).toBe(503);
      expect(await refused.one.next()).toMatchObject({ code: 'overloaded' });
      refused.one.cut();
      const [ended, ...others] = all.filter((one) => one !== refused.one);
      ended!.end();
      expect(await ended!.rest()).toMatchObject([chunk(1, 1), { status: 'complete' }]);
      for (const one of others) one.cut();
      const isTaken = async () => (await send(lines(2), 'one more')).at(-1)?.status === 'complete';
      expect(await until(isTaken, PATIENCE)).toBe(true);
    }
    // Two that ended, and one more that was sent twice.
    expect(await account()).toEqual({ posted: 1 + 1 + sumTo(2), version: 4 });
  });
});
