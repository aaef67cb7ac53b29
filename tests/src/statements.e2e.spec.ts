import { database } from '@pacioli/postgres/database';
import { Controller, type Break } from './controller.testing';
import { pacioli, pacioliJson } from './pacioli.testing';
import { Product } from './product.testing';

/** A connection that may do anything. */
function superuserOf({ settings: { addresses, databaseName } }: Product) {
  const url = new URL(addresses.adminDatabaseUrl);
  url.pathname = `/${databaseName}`;
  return database({ url: url.href, applicationName: 'test', poolSize: 1 }).initialize();
}

/** Outside statements and the work on their breaks, over HTTP on the built product. */
describe('Outside statements', () => {
  let product: Product;

  beforeAll(async () => {
    // Only what is sent is matched: nothing comes by itself between two steps of a test.
    product = await Product.open({ RECONCILE_CRON: '0 0 1 1 *' });
  }, 120_000);
  afterAll(() => product?.close());

  async function open(book: string): Promise<Controller> {
    const controller = new Controller(product.url, product.urlOf('reconciliation'), book);
    await controller.open();
    return controller;
  }
  const historyOf = ({ history }: Break) => history.map(({ type, by }) => [type, by]);

  it('are matched with the ledger, and what has no match is a break until it is resolved', async () => {
    const controller = await open('thin');
    await controller.post('order-981', '1050', '2025-10-05');
    await controller.post('order-982', '2000', '2025-10-06');
    const { status, body } = await controller.send([
      'order-981,10.50,2025-10-05',
      'order-983,3.00,2025-10-07',
    ]);
    expect([status, body]).toMatchObject([
      201,
      {
        ...{ lines: 2, new_lines: 2, known_lines: 0, bad_lines: 0, duplicate_of: null },
        matching: { matches: 1, breaks_opened: 2, breaks_closed: 0, breaks_open: 2 },
      },
    ]);
    expect(await controller.list('/matches')).toMatchObject([
      { rule: 'exact', amount: '1050', items: [{ amount: '1050' }], lines: [{ reference: 'order-981' }] },
    ]);
    const breaks = await controller.breaks();
    expect(breaks.map(({ cause, amount, age_days }) => [cause, amount, age_days]).sort()).toEqual([
      ['missing_here', '300', 0],
      ['missing_there', '2000', 1],
    ]);
    const there = breaks.find(({ cause }) => cause === 'missing_there')!;
    const resolution = { by: 'Ann', reason: 'The bank confirms that it comes by cheque.' };
    const resolved = await controller.write(`/breaks/${there.id}/resolve`, resolution);
    expect([resolved.status, resolved.body]).toMatchObject([201, { status: 'resolved' }]);
    expect(historyOf(resolved.body as unknown as Break)).toEqual([
      ['opened', null],
      ['resolved', 'Ann'],
    ]);
    const again = await controller.write(`/breaks/${there.id}/resolve`, resolution);
    expect([again.status, again.body['code']]).toEqual([422, 'break_has_ended']);
    expect((await controller.breaks()).map(({ cause }) => cause)).toEqual(['missing_here']);
    expect((await controller.breaks('?status=resolved')).map(({ id }) => id)).toEqual([there.id]);
    expect((await controller.get('/breaks/aging')).body['data']).toEqual([
      { currency: 'GBP', cause: 'missing_here', bucket: '0-1', count: 1, came_in: '300', went_out: '0' },
    ]);
  });

  it('are told of by the command line, with what is open of them by age', async () => {
    const controller = await open('told');
    await controller.post('order-981', '1050', '2025-10-05');
    await controller.send(['order-983,3.00,2025-11-07']);
    const shown = await pacioli(product, 'breaks', '--book', 'told');
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('book told  2 open breaks')]);
    expect(shown.stdout).toContain('bank: 1 statement up to 2025-11-07, 2 open');
    expect(shown.stdout).toMatch(/GBP +missing there +1 +10\.50 +0\.00\n/);
    const json = await pacioliJson<{ oldest: object[]; aging: object[] }>(
      product,
      'breaks',
      '--book',
      'told',
    );
    expect(json.oldest).toMatchObject([
      { book: 'told', cause: 'missing_there', age_days: 33, item_count: 1 },
      { book: 'told', cause: 'missing_here', age_days: 0, lines: [{ reference: 'order-983' }] },
    ]);
    const { data } = (await controller.get('/breaks/aging')).body as { data: object[] };
    expect(json.aging).toEqual(data.map((row) => ({ book: 'told', ...row })));
    const nowhere = await pacioli(product, 'breaks', '--book', 'nowhere');
    expect([nowhere.code, nowhere.stderr]).toEqual([1, 'There is no book nowhere in the ledger.\n']);
  });

  it('are shown before they are stored, and a bad line holds no other up', async () => {
    const controller = await open('preview');
    const rows = ['a,1.00,2025-10-05', 'b,one,2025-10-05', 'c,3.00,2025-10-06'];
    const shown = await controller.send(rows, { query: '?preview=true' });
    expect([shown.status, shown.body]).toMatchObject([
      200,
      {
        ...{ lines: 2, bad_lines: 1, known_lines: 0, duplicate_of: null },
        ...{ first_booked_on: '2025-10-05', last_booked_on: '2025-10-06' },
        sums: [{ currency: 'GBP', lines: 2, amount: '400', fees: '0' }],
        first_lines: [{ reference: 'a' }, { reference: 'c' }],
        first_bad_lines: [{ place: { line: 3 }, code: 'amount_invalid' }],
      },
    ]);
    expect(await controller.list('/statements')).toEqual([]);
    const { status, body } = await controller.send(rows, { query: '?file_name=october.csv&by=Ann' });
    expect([status, body]).toMatchObject([201, { new_lines: 2, file_name: 'october.csv', sent_by: 'Ann' }]);
    const path = `/statements/${body['id'] as string}`;
    expect(await controller.list(`${path}/lines`)).toMatchObject([{ reference: 'a' }, { reference: 'c' }]);
    expect(await controller.list(`${path}/bad-lines`)).toMatchObject([{ code: 'amount_invalid' }]);
    const told = await pacioli(product, 'breaks', '--book', 'preview');
    expect(told.stdout).toContain('bank: 1 statement up to 2025-10-06, 2 open, 1 bad line\n');
    expect(told.stdout).toMatch(new RegExp(`\\b1 +3 +bank +.* +october.csv +${body['id'] as string}\\n`));
    const metrics = await product.page('reconciliation', '/metrics');
    expect(metrics).toContain('reconciliation_bad_lines{book="preview",source="bank"} 1\n');
  });

  it('are stored once, whether the file comes again or another brings some of the same lines', async () => {
    const controller = await open('again');
    const first = await controller.send(['a,1.00,2025-10-05', 'b,2.00,2025-10-06'], { key: 'october' });
    const id = first.body['id'] as string;
    const replayed = await controller.send(['a,1.00,2025-10-05', 'b,2.00,2025-10-06'], { key: 'october' });
    expect([replayed.status, replayed.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect(replayed.body).toMatchObject({ id, duplicate_of: null });
    const copy = await controller.send(['a,1.00,2025-10-05', 'b,2.00,2025-10-06']);
    expect([copy.status, copy.body]).toMatchObject([200, { id, duplicate_of: id }]);
    const reused = await controller.send(['z,1.00,2025-10-05'], { key: 'october' });
    expect([reused.status, reused.body['code']]).toEqual([422, 'idempotency_key_reused']);
    const overlap = await controller.send(['b,2.00,2025-10-06', 'c,3.00,2025-10-07']);
    expect([overlap.status, overlap.body]).toMatchObject([201, { lines: 2, new_lines: 1, known_lines: 1 }]);
    expect(await controller.list('/statements')).toHaveLength(2);
    const page = (await controller.get('/breaks?limit=2')).body as { data: Break[]; next_cursor: string };
    const rest = await controller.breaks(`?limit=2&cursor=${page.next_cursor}`);
    const shown = [...page.data, ...rest].flatMap(({ lines }) => lines.map(({ reference }) => reference));
    expect([page.data.length, shown.sort()]).toEqual([2, ['a', 'b', 'c']]);
    const elsewhere = await controller.get(`/breaks?cause=missing_here&cursor=${page.next_cursor}`);
    expect([elsewhere.status, elsewhere.body['code']]).toEqual([400, 'invalid_request']);
  });

  it('that are refused leave nothing, not even the lines before what is wrong', async () => {
    const controller = await open('refused');
    const { status, body } = await controller.send(['a,1.00,2025-10-05', '"b,2.00,2025-10-06']);
    expect([status, body['code']]).toEqual([422, 'quote_not_closed']);
    expect(await controller.list('/statements')).toEqual([]);
    const good = await controller.send(['a,1.00,2025-10-05']);
    expect(good.body).toMatchObject({ new_lines: 1, known_lines: 0 });
    const header = await controller.send(['a,1.00,2025-10-05'], { header: 'Ref,Amount,Day' });
    expect([header.status, header.body['code']]).toEqual([422, 'column_missing']);
  });

  it('close a break when a later one brings what was missing', async () => {
    const controller = await open('later');
    await controller.post('order-1', '1050', '2025-10-05');
    await controller.send(['other,1.00,2025-10-05']);
    const before = await controller.breaks('?cause=missing_there');
    const later = await controller.send(['order-1,10.50,2025-10-06']);
    expect(later.body['matching']).toMatchObject({ matches: 1, breaks_closed: 1 });
    const { body } = await controller.get(`/breaks/${before[0]!.id}`);
    expect(body).toMatchObject({ status: 'closed' });
    const [match] = await controller.list<{ id: string }>('/matches');
    expect((body as unknown as Break).history.at(-1)).toMatchObject({
      ...{ type: 'closed', by: null, detail: { matches: [match!.id] } },
    });
  });

  it('are matched by the next run, when another is at work while they come', async () => {
    const controller = await open('busy');
    await controller.post('order-1', '1050', '2025-10-05');
    const superuser = await superuserOf(product);
    try {
      await superuser.query(`insert into reconciliation.lease as had values (true, 'somebody', 1, now() + interval '1 hour')
        on conflict (only_row) do update set holder = 'somebody', token = had.token + 1, expires_at = excluded.expires_at`);
      const { status, body } = await controller.send(['order-1,10.50,2025-10-05']);
      expect([status, body]).toMatchObject([201, { new_lines: 1, matching: null }]);
      expect(await controller.list('/matches')).toEqual([]);
      await superuser.query(`update reconciliation.lease set expires_at = now()`);
    } finally {
      await superuser.destroy();
    }
    expect((await product.reconcile()).code).toBe(0);
    expect(await controller.list('/matches')).toMatchObject([{ rule: 'exact' }]);
  });

  it('keep what was done about a break that is found again', async () => {
    const controller = await open('kept');
    await controller.send(['a,1.00,2025-10-05']);
    const [{ id }] = (await controller.breaks()) as [Break];
    const assignment = { by: 'Ann', to: 'Bob' };
    await controller.write(`/breaks/${id}/assign`, assignment, 'assign');
    const replayed = await controller.write(`/breaks/${id}/assign`, assignment, 'assign');
    expect([replayed.status, replayed.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    const reused = await controller.write(`/breaks/${id}/assign`, { by: 'Ann', to: 'Cyd' }, 'assign');
    expect([reused.status, reused.body['code']]).toEqual([422, 'idempotency_key_reused']);
    await controller.write(`/breaks/${id}/comment`, { by: 'Bob', text: 'I have asked the bank.' });
    await controller.send(['b,2.00,2025-11-15']);
    const { body } = await controller.get(`/breaks/${id}`);
    expect(body).toMatchObject({ status: 'open', assigned_to: 'Bob', age_days: 41 });
    expect(historyOf(body as unknown as Break)).toEqual([
      ['opened', null],
      ['assigned', 'Ann'],
      ['commented', 'Bob'],
    ]);
    expect((await controller.breaks('?older_than=40')).map((one) => one.id)).toEqual([id]);
    expect(await controller.breaks('?older_than=41')).toEqual([]);
    expect((await controller.get('/breaks/aging')).body['data']).toMatchObject([
      { bucket: '0-1', count: 1, came_in: '200', went_out: '0' },
      { bucket: '31-90', count: 1, came_in: '100', went_out: '0' },
    ]);
  });

  it('are matched again where a break is reopened that was resolved by mistake', async () => {
    const controller = await open('reopened');
    await controller.send(['order-1,10.50,2025-10-05', 'order-2,3.00,2025-10-05']);
    const ofReference = async (reference: string) =>
      (await controller.breaks()).find(({ lines }) => lines[0]?.reference === reference)!.id;
    const [one, two] = [await ofReference('order-1'), await ofReference('order-2')];
    const reopening = { by: 'Bob', reason: 'The bank was asked about another one.' };
    const early = await controller.write(`/breaks/${one}/reopen`, reopening);
    expect([early.status, early.body['code']]).toEqual([422, 'break_not_resolved']);
    for (const id of [one, two])
      await controller.write(`/breaks/${id}/resolve`, { by: 'Ann', reason: 'The bank takes it back.' });
    await controller.post('order-1', '1050', '2025-10-05');
    await controller.send(['other,1.00,2025-10-06']);
    expect(await controller.list('/matches')).toEqual([]);

    const still = await controller.write(`/breaks/${two}/reopen`, reopening, 'again');
    expect([still.status, still.body]).toMatchObject([
      201,
      { status: 'open', matching: { matches: 0, breaks_opened: 0, breaks_closed: 0 } },
    ]);
    const replayed = await controller.write(`/breaks/${two}/reopen`, reopening, 'again');
    expect([replayed.status, replayed.body]).toMatchObject([201, { status: 'open', matching: null }]);
    const twice = await controller.write(`/breaks/${two}/reopen`, reopening);
    expect([twice.status, twice.body['code']]).toEqual([422, 'break_not_resolved']);
    expect((await controller.breaks('?cause=missing_here')).map(({ id }) => id)).toContain(two);
    const ended = await controller.write(`/breaks/${two}/resolve`, { by: 'Ann', reason: 'It is gone.' });
    expect(historyOf(ended.body as unknown as Break)).toEqual([
      ...[
        ['opened', null],
        ['resolved', 'Ann'],
        ['reopened', 'Bob'],
        ['resolved', 'Ann'],
      ],
    ]);

    const gone = await controller.write(`/breaks/${one}/reopen`, reopening);
    expect([gone.status, gone.body]).toMatchObject([
      201,
      { status: 'open', matching: { matches: 1, breaks_closed: 2 } },
    ]);
    expect(await controller.list('/matches')).toMatchObject([{ rule: 'exact', amount: '1050' }]);
    const { body } = await controller.get(`/breaks/${one}`);
    expect([body['status'], historyOf(body as unknown as Break).at(-1)]).toEqual([
      'closed',
      ['closed', null],
    ]);
  });

  it('are read and matched by the newest revision of their source, and each keeps the one it was read by', async () => {
    const controller = await open('revised');
    await controller.post('order-1', '1050', '2025-10-05');
    await controller.send(['order-1,10.50,2025-10-15']);
    expect((await controller.breaks()).map(({ cause }) => cause)).toEqual(['date_differs']);
    const path = '/sources/bank/revisions';
    const wider = await controller.write(path, { matching: { window_days: 14 } }, 'wider');
    expect([wider.status, wider.body]).toMatchObject([
      201,
      { name: 'bank', revision: 2, account: 'assets:psp', format: 'csv', matching: { window_days: 14 } },
    ]);
    const mapping = { ...(wider.body['mapping'] as object), delimiter: ';' };
    const other = await controller.write(path, { mapping });
    expect([other.status, other.body]).toMatchObject([201, { revision: 3, matching: { window_days: 14 } }]);
    const replayed = await controller.write(path, { matching: { window_days: 14 } }, 'wider');
    expect([replayed.status, replayed.body['revision']]).toEqual([201, 2]);
    const sent = await controller.sendFile('bank', 'Ref;Amount;Date\norder-2;3.00;2025-10-15\n');
    expect(sent.body['matching']).toMatchObject({ matches: 1, breaks_closed: 1 });
    expect((await controller.get('/sources/bank')).body).toMatchObject({ revision: 3, mapping });
    const revisions = await controller.list<{ revision: number; matching: object }>(path);
    expect(revisions.map(({ revision }) => revision)).toEqual([3, 2, 1]);
    expect(revisions[2]).toMatchObject({ matching: { window_days: 3 } });
    const codeOf = async (body: object, at = path) => {
      const { status, body: answer } = await controller.write(at, body);
      return [status, answer['code']];
    };
    expect(await codeOf({})).toEqual([400, 'invalid_request']);
    expect(await codeOf({ account: 'assets:psp' })).toEqual([400, 'invalid_request']);
    expect(
      await codeOf({ mapping: { ...mapping, columns: { reference: 'Ref', booked_on: 'Date' } } }),
    ).toEqual([...[400, 'invalid_request']]);
    expect(await codeOf({ matching: {} }, '/sources/nowhere/revisions')).toEqual([404, 'source_not_found']);
    await controller.addSource({ name: 'stripe', format: 'stripe' });
    expect(await codeOf({ mapping }, '/sources/stripe/revisions')).toEqual([400, 'invalid_request']);
  });

  it('are matched by force when two people say so', async () => {
    const controller = await open('forced');
    await controller.post('ours', '499', '2025-10-05');
    await controller.send(['theirs,5.00,2025-10-05']);
    const [first, second] = (await controller.breaks()) as [Break, Break];
    const path = `/breaks/${first.id}/force-match`;
    const asked = { by: 'Ann', reason: 'One order, and a penny of rounding.', together_with: [second.id] };
    const unsaid = await controller.write(path, asked, 'propose');
    expect([unsaid.status, unsaid.body['code']]).toEqual([422, 'difference_not_accepted']);
    const accepting = { ...asked, accepted_difference: { amount: '1', currency: 'GBP' } };
    const proposed = await controller.write(path, accepting, 'propose');
    expect((proposed.body as unknown as Break).history.at(-1)!.detail).toMatchObject({
      amounts: { items: '499', lines: '500', difference: '1', currency: 'GBP' },
    });
    const replayed = await controller.write(path, accepting, 'propose');
    expect([replayed.status, replayed.body]).toEqual([201, proposed.body]);
    const proposal = (proposed.body as unknown as Break).history.at(-1)!.revision;
    const alone = await controller.write(`${path}/approval`, { approved_by: ' ann', proposal });
    expect([alone.status, alone.body['code']]).toEqual([422, 'approver_is_proposer']);
    const other = await controller.write(`${path}/approval`, { approved_by: 'Bob', proposal: proposal - 1 });
    expect([other.status, other.body['code']]).toEqual([422, 'proposal_not_current']);
    const approved = await controller.write(`${path}/approval`, { approved_by: 'Bob', proposal });
    expect([approved.status, approved.body['status']]).toEqual([201, 'force_matched']);
    expect((approved.body as unknown as Break).history.at(-1)!.detail).toMatchObject({
      amounts: { items: '499', lines: '500', difference: '1', currency: 'GBP' },
    });
    expect(await controller.breaks()).toEqual([]);
    expect(await controller.breaks('?status=resolved')).toEqual([]);
    expect(await controller.breaks('?status=force_matched')).toHaveLength(2);
    expect(await controller.list('/matches')).toMatchObject([
      {
        ...{ rule: 'forced', made_by: 'Ann', approved_by: 'Bob', difference: { amount: '1' } },
        ...{ items: [{ amount: '499' }], lines: [{ amount: '500' }] },
      },
    ]);
  });

  it('are corrected by an entry that moves the account by what is open, and by no other', async () => {
    const controller = await open('corrected');
    await controller.send(['interest,3.00,2025-10-07']);
    const [{ id }] = (await controller.breaks()) as [Break];
    const wrong = await controller.post('too much', '301', '2025-10-07');
    const refused = await controller.write(`/breaks/${id}/corrections`, { by: 'Ann', entry: wrong });
    expect([refused.status, refused.body['code']]).toEqual([422, 'entry_settles_otherwise']);
    const nowhere = `je_${'0'.repeat(32)}`;
    const unknown = await controller.write(`/breaks/${id}/corrections`, { by: 'Ann', entry: nowhere });
    expect([unknown.status, unknown.body['code']]).toEqual([422, 'journal_entry_not_found']);
    const right = await controller.post('booked late', '300', '2025-10-20');
    const corrected = await controller.write(`/breaks/${id}/corrections`, { by: 'Ann', entry: right });
    expect([corrected.status, corrected.body['status']]).toEqual([201, 'corrected']);
    await controller.send(['other,300.00,2025-10-08']);
    const [{ id: next }] = (await controller.breaks('?cause=missing_here')) as [Break];
    const twice = await controller.write(`/breaks/${next}/corrections`, { by: 'Ann', entry: right });
    expect([twice.status, twice.body['code']]).toEqual([422, 'entry_already_matched']);
  });

  it('answer what is wrong with a request by a problem, as every other route does', async () => {
    const controller = await open('problems');
    const source = { name: 'x', account: 'assets:psp', starts_on: '2025-02-30', format: 'stripe', more: 1 };
    const invalid = await controller.write('/sources', source);
    expect([invalid.status, invalid.body['code']]).toEqual([400, 'invalid_request']);
    expect((invalid.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
      '/more',
      '/starts_on',
    ]);
    const lost = await controller.get(`/breaks/brk_${'0'.repeat(32)}`);
    expect([lost.status, lost.body['code']]).toEqual([404, 'break_not_found']);
    const nowhere = await controller.get('/nowhere');
    expect([nowhere.status, nowhere.body['code']]).toEqual([404, 'route_not_found']);
    expect(lost.headers.get('content-type')).toBe('application/problem+json');
  });
});
