import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { database } from '@pacioli/postgres/database';
import { setTimeout as pause } from 'node:timers/promises';
import { DocumentedApi, transfer, type DocumentedAnswer } from './documented-api.testing';
import { DocumentedBook, made } from './documented-book.testing';
import { documentedRequests, type DocumentedRequest } from './documented-requests.testing';
import { writesOfABook, type Write } from './dry-run-writes.testing';
import { highWatermarksOf } from './high-watermarks.testing';
import { Product } from './product.testing';

interface Balances {
  posted: string;
  pending: string;
  available: string;
}
interface DryRun {
  as_of: string;
  answer: Record<string, unknown>;
  balances: (Balances & { account: string; currency: string; version: string })[];
}
interface Account {
  currency: string;
  version: string;
  balances: Balances;
}

/** Every answer is held against the OpenAPI document, and the topic against what it held before. */
describe('A dry run', () => {
  let product: Product;
  let api: DocumentedApi;
  let topic: TopicReader;
  /** All that the document declares with a body of JSON. */
  let writes: DocumentedRequest[];

  beforeAll(async () => {
    product = await Product.open();
    api = await DocumentedApi.open(product.url);
    topic = await product.paymentEvents();
    writes = documentedRequests(api.document).filter(({ body }) => body !== undefined);
  }, 180_000);
  afterAll(async () => {
    await topic?.close();
    await product?.close();
  });

  const json = { 'content-type': 'application/json' };
  /** Sends it without a key, unless the headers have one, and sees that nothing is published. */
  async function dryRun(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<DocumentedAnswer> {
    const before = await highWatermarksOf(topic);
    const rest = { headers: { ...json, ...headers }, body: JSON.stringify(body) };
    const answer = await api.send(method, `${path}?dry_run=true`, rest);
    expect(await highWatermarksOf(topic)).toEqual(before);
    return answer;
  }

  it('says of every write what it is then answered, and the balances that it then leaves', async () => {
    const begun = new Date().toISOString();
    const known = new Set<string>();
    /** Without the ids that are new in it, except for their place in the operation, and without the time at which it was. */
    const comparable = (text: string) =>
      text
        .replace(/\b(je|hold)_[0-9a-f]{28}([0-9a-f]{4})\b/g, (id, kind, place) =>
          known.has(id) ? id : `a new ${kind}, ${place}`,
        )
        .replace(/\bop_[0-9a-f]{32}_[0-9a-f]{8}\b/g, 'an operation')
        .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, (moment) =>
          begun <= moment && moment <= new Date().toISOString() ? 'now' : moment,
        );

    let decisions = 0;
    const answered: string[] = [];
    const compared = new Set<string>();
    for (const write of writesOfABook('rehearsed')) {
      const { method, path, body, headers = {} }: Write = write.asks(answered);
      const dry = await dryRun(method, path, body, headers);
      const key = { 'idempotency-key': `write ${decisions}`, prefer: 'wait=30' };
      const rest = { headers: { ...json, ...key, ...headers }, body: JSON.stringify(body) };
      const real = await api.send(method, path, rest);
      const what = `${decisions}: ${method} ${path}`;
      if (write.refused === undefined) {
        const { as_of, answer, balances } = dry.body as DryRun;
        expect([what, dry.status, real.status, as_of]).toEqual([what, 200, 201, String(decisions)]);
        compared.add(`${method} ${api.patternOf(path)}`);
        expect(comparable(JSON.stringify(answer))).toBe(comparable(real.text));
        expect(balances.map(({ account }) => account)).toEqual(write.touches);
        for (const { account, currency, version, ...after } of balances) {
          const left = await api.get<Account>(`/v1/books/rehearsed/accounts/${account}`);
          expect(left).toMatchObject({ currency, version, balances: after });
        }
      } else {
        const { as_of, ...problem } = dry.body as Record<string, unknown>;
        const { operation, ...realProblem } = real.body as Record<string, unknown>;
        expect([what, dry.status, problem['code'], as_of]).toEqual([
          ...[what, 422, write.refused, String(decisions)],
        ]);
        expect([problem, operation]).toEqual([realProblem, expect.stringMatching(/^op_/)]);
      }
      answered.push(real.text);
      for (const [id] of real.text.matchAll(/\b(je|hold)_[0-9a-f]{32}\b/g)) known.add(id);
      decisions += 1;
    }
    // A write that is missing here is missing in dry-run-writes.testing.ts.
    expect([...compared].sort()).toEqual(
      writes.map(({ method, path }) => `${method} ${api.patternOf(path())}`).sort(),
    );
  }, 120_000);

  /** A body that a declared write takes: any text fits the schema of a time zone, and few are one. */
  const bodyOf = ({ body, bodyFields }: DocumentedRequest): unknown =>
    bodyFields.find(({ pointer }) => pointer === '/time_zone')?.with('UTC') ?? body;

  it('is taken by every write that the document declares, and records nothing', async () => {
    const found: unknown[] = [];
    for (const write of writes) {
      const { method, path, query } = write;
      const { status, headers, text } = await dryRun(method, path(), bodyOf(write));
      // A period close looks for its book before the ledger would.
      const isTaken = [200, 422].includes(status) || text.includes('"code":"book_not_found"');
      const isRight = isTaken && query.some(({ name }) => name === 'dry_run');
      if (!isRight || headers.has('location')) found.push({ method, path: path(), status, text });
    }
    expect(found).toEqual([]);
  });

  it('needs no key, which the document says, and the write itself is refused without one', async () => {
    for (const write of writes) {
      const { method, path } = write;
      const { parameters } = api.document.paths[api.patternOf(path())]![method.toLowerCase()]!;
      const key = parameters.find(({ name }) => name === 'Idempotency-Key');
      const answer = await api.send(method, path(), { headers: json, body: JSON.stringify(bodyOf(write)) });
      expect([path(), key!.required, answer.status, answer.body]).toMatchObject([
        ...[path(), false, 400, { code: 'idempotency_key_missing' }],
      ]);
    }
  });

  it('heeds no key, uses none up, and is no replay', async () => {
    const book = await DocumentedBook.open(api, 'keys-unheeded');
    const path = `${book.path}/transfers`;
    const key = { 'idempotency-key': 'one key' };
    const first = await dryRun('POST', path, transfer('5'), { ...key, prefer: 'wait=30' });
    const again = await dryRun('POST', path, transfer('6'), key);
    expect([first, again].map(({ body }) => (body as DryRun).answer['number'])).toEqual(['1', '1']);

    const real = await api.post(path, 'one key', transfer('7'));
    expect([real.status, real.headers.has('idempotency-replayed')]).toEqual([201, false]);
    const after = await dryRun('POST', path, transfer('7'), key);
    expect([after.status, after.headers.has('idempotency-replayed')]).toEqual([200, false]);
    expect(after.body).toMatchObject({ as_of: '4', answer: { number: '2' } });
    const { id, operation } = (after.body as DryRun).answer as { id: string; operation: string };
    for (const nowhere of [`/journal-entries/${id}`, `/operations/${operation}`])
      expect(await api.send('GET', book.path + nowhere)).toMatchObject({ status: 404 });

    expect(await api.post(`${path}?dry_run=false`, 'one key', transfer('7'))).toMatchObject({
      ...{ status: 201, text: real.text },
    });
    for (const query of ['dry_run=yes', 'dry_run=true&dry_run=true', 'dry_run', 'dryrun=true']) {
      const { status, body } = await api.post(`${path}?${query}`, 'another key', transfer('1'));
      expect([query, status, (body as { code: string }).code]).toEqual([query, 400, 'invalid_request']);
    }
    expect(await book.account()).toMatchObject({ version: '1', balances: { posted: '7' } });
  });

  it('is checked as the write is, before the ledger is asked', async () => {
    const book = await DocumentedBook.open(api, 'checked');
    const { status, body } = await dryRun('POST', `${book.path}/transfers`, { ...transfer('5'), amount: 5 });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_request', errors: [{ pointer: '/amount' }] });
    expect(body).not.toHaveProperty('as_of');
  });

  it('sees one moment of the ledger while others write', async () => {
    const book = await DocumentedBook.open(api, 'busy');
    const path = `${book.path}/transfers?dry_run=true`;
    const rest = { headers: json, body: JSON.stringify(transfer('1')) };
    let isSeen = false;
    const writing = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (!isSeen) await made(book.post('/transfers', transfer('1')));
      }),
    );
    const moments = new Set<string>();
    try {
      while (moments.size < 100) {
        const { as_of, answer, balances } = (await api.send('POST', path, rest)).body as DryRun;
        moments.add(as_of);
        // Three decisions opened the book and its accounts; each one since then moved 1.
        const number = String(Number(as_of) - 3 + 1);
        expect([answer['number'], ...balances.flatMap(({ version, posted }) => [version, posted])]).toEqual(
          Array.from({ length: 5 }, () => number),
        );
      }
    } finally {
      isSeen = true;
      await writing;
    }
  }, 60_000);

  it('leaves reads their connections, however many there are, and is refused when it waits in vain', async () => {
    const book = await DocumentedBook.open(api, 'crowded');
    const { addresses, databaseName } = product.settings;
    const url = Object.assign(new URL(addresses.adminDatabaseUrl), { pathname: `/${databaseName}` });
    const admin = await database({ url: url.href, applicationName: 'crowd', poolSize: 2 }).initialize();
    const runner = admin.createQueryRunner();
    await runner.query('begin');
    // Every dry run looks at it, and no read of an account.
    await runner.query('lock table ledger.closed_period in access exclusive mode');
    try {
      const rest = { headers: json, body: JSON.stringify(transfer('1')) };
      const answers = Array.from({ length: 40 }, () =>
        api.send('POST', `${book.path}/transfers?dry_run=true`, rest),
      );
      const held = () =>
        admin.query<unknown[]>(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
      while ((await held()).length < 2) await pause(10);
      expect(await book.account()).toMatchObject({ version: '0' });
      expect(await held()).toHaveLength(2);
      const { status, headers, body } = await Promise.race(answers);
      expect([status, (body as { code: string }).code]).toEqual([503, 'overloaded']);
      expect(headers.get('retry-after')).toBe('1');
      await runner.query('rollback');
      await Promise.all(answers);
      expect((await api.send('POST', `${book.path}/transfers?dry_run=true`, rest)).status).toBe(200);
    } finally {
      await runner.release();
      await admin.destroy();
    }
  });

  it('is answered as of the newest decision while the ledger stands still', async () => {
    const book = await DocumentedBook.open(api, 'lagging');
    await made(book.post('/transfers', transfer('10')));
    const path = `${book.path}/transfers`;
    const balance = async () => {
      const { as_of, balances } = (await dryRun('POST', path, transfer('1'))).body as DryRun;
      return [as_of, balances.find(({ account }) => account === 'liabilities:m42')!.posted];
    };
    product.signal('ledger-service', 'SIGSTOP');
    let undecided: DocumentedAnswer;
    try {
      undecided = await book.post('/transfers', transfer('100'), { prefer: '' });
      expect(undecided.status).toBe(202);
      expect(await balance()).toEqual(['4', '11']);
    } finally {
      product.signal('ledger-service', 'SIGCONT');
    }
    const where = undecided.headers.get('location')!;
    const { body } = await api.send('GET', where, { headers: { prefer: 'wait=30' } });
    expect(body).toMatchObject({ status: 'posted' });
    expect(await balance()).toEqual(['5', '111']);
  });
});
