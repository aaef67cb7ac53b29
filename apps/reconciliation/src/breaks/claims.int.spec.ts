import { Problem } from '@pacioli/service/http/problem';
import { openBreaks } from './break-rows';
import { reopen, resolve, workOn } from './break-work';
import { matchSource } from './match-source';
import { BOOK, StatementStand } from './statement-stand.testing';

/** On a real database: whoever comes at once, an item and a line are claimed once, and a break ends once. */
describe('What is claimed', () => {
  const stand = new StatementStand();
  const { query } = stand;
  const once = stand.once.bind(stand);

  beforeAll(() => stand.open({ 'order-1': '2025-10-05', 'order-2': '2025-10-05', 'order-3': '2025-10-05' }));
  afterAll(() => stand.close());

  const count = async (table: string, source: string) => {
    const [row] = await query<[{ count: number }]>(
      `select count(*)::integer as count from reconciliation.${table} where source = $1`,
      [source],
    );
    return row.count;
  };
  /** A source takes one file at a time. */
  async function insist(...sent: Parameters<StatementStand['send']>): Promise<object> {
    for (;;)
      try {
        return await stand.send(...sent);
      } catch (error) {
        if ((error as Problem).code !== 'overloaded') throw error;
      }
  }
  const line = (at: number) => `order-${at},10.50,2025-10-05`;

  it('is each line once, when files that overlap come at once', async () => {
    await stand.sourceNamed('overlap');
    const rows = Array.from({ length: 1_200 }, (_, at) => line(at));
    const sent = await Promise.all([
      insist('overlap', rows.slice(0, 800)),
      insist('overlap', rows.slice(400)),
      insist('overlap', rows.slice(200, 1_000)),
    ]);
    expect(await count('statement_line', 'overlap')).toBe(1_200);
    const newLines = sent.map((body) => (body as { new_lines: number }).new_lines);
    expect(newLines.reduce((sum, more) => sum + more, 0)).toBe(1_200);
  });

  it('is one statement, when the same file comes at once', async () => {
    await stand.sourceNamed('twice');
    const bodies = await Promise.all([1, 2, 3].map(() => insist('twice', [line(1), line(2)])));
    const ids = new Set(bodies.map((body) => (body as { id: string }).id));
    expect([ids.size, await count('statement', 'twice'), await count('statement_line', 'twice')]).toEqual([
      ...[1, 1, 2],
    ]);
  });

  it('is each item and line by one match, when two match at once', async () => {
    await stand.sourceNamed('matched');
    await stand.send('matched', [line(1), line(2), line(9)]);
    const mirror = { book: BOOK, source: 'matched' };
    const runs = await Promise.all([1, 2, 3].map(() => once((within) => matchSource(within, mirror))));
    expect(runs.map((run) => run!.matches).sort()).toEqual([0, 0, 2]);
    expect(runs.map((run) => run!.breaks_opened).sort()).toEqual([0, 0, 2]);
    expect(await count('match_item', 'matched')).toBe(2);
    expect((await openBreaks(query, mirror)).map(({ cause }) => cause).sort()).toEqual([
      'missing_here',
      'missing_there',
    ]);
  });

  it('is refused a second claim by the database, whoever asks', async () => {
    await stand.sourceNamed('claimed');
    await stand.send('claimed', [line(1)]);
    await once((within) => matchSource(within, { book: BOOK, source: 'claimed' }));
    const again = (table: string, rest: string) =>
      query(`insert into reconciliation.${table} select m.id, ${rest} from reconciliation.match m
              join reconciliation.${table} c on c.match = m.id where m.source = 'claimed'`);
    await expect(again('match_item', 'c.book, c.source, c.entry, c.leg')).rejects.toThrow('duplicate key');
    await expect(again('match_line', 'c.line')).rejects.toThrow('duplicate key');
  });

  it('ends once, when two resolve a break at once; and what is resolved is matched no more', async () => {
    await stand.sourceNamed('resolved');
    await stand.send('resolved', ['late,3.00,2025-10-05']);
    const mirror = { book: BOOK, source: 'resolved' };
    await once((within) => matchSource(within, mirror));
    const { id } = (await openBreaks(query, mirror)).find(({ cause }) => cause === 'missing_here')!;
    const resolved = await Promise.allSettled(
      ['Ann', 'Bob'].map((by) =>
        once(async (within) => resolve(within, await workOn(within, BOOK, id), { by, reason: 'known' })),
      ),
    );
    expect(resolved.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = resolved.find((one) => one.status === 'rejected')!.reason as Problem;
    expect(refused.code).toBe('break_has_ended');
    const run = await once((within) => matchSource(within, mirror));
    expect(run).toMatchObject({ matches: 0, breaks_opened: 0, breaks_closed: 0 });

    const reopened = await Promise.allSettled(
      ['Ann', 'Bob'].map((by) => once((within) => reopen(within, BOOK, id, { by, reason: 'a mistake' }))),
    );
    expect(reopened.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await openBreaks(query, mirror)).map((one) => one.id)).toContain(id);
    // The database holds to it, whoever asks.
    const again = (type: string) =>
      query(
        `insert into reconciliation.break_event (break, revision, opening, type, detail)
             values ($1, 99, 1, $2, '{}')`,
        [id, type],
      );
    await expect(again('closed')).rejects.toThrow('break_ends_once');
    await expect(again('reopened')).rejects.toThrow('break_opens_once');
  });

  it.each(['statement', 'statement_line', 'match', 'match_item', 'break', 'break_event', 'request'])(
    'is never changed or removed: %s',
    async (table) => {
      const change = stand.ledger.admin.query(`delete from reconciliation.${table}`);
      await expect(change).rejects.toThrow(`Nothing in ${table} is ever changed or removed`);
    },
  );
});
