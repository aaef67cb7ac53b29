import { MAPPING, BOOK, StatementStand } from '../breaks/statement-stand.testing';
import { openBreaks } from '../breaks/break-rows';
import { reviseSource, sourceOf } from '../sources/sources-store';
import { lockKey } from '../writes/keyed-writes';
import { importStatement } from './import-statement';

/** On a real database. */
describe('A statement that is imported', () => {
  const stand = new StatementStand();
  const { query } = stand;

  beforeAll(() => stand.open({ early: '2025-09-30', earlier: '2025-09-29' }));
  afterAll(() => stand.close());

  const revise = (name: string, mapping: object) =>
    stand.once((within) => reviseSource(within, BOOK, name, { mapping: { ...MAPPING, ...mapping } }));

  it('is read again by another revision of its source, which brings in the lines that were bad', async () => {
    await stand.sourceNamed('bad');
    const rows = ['a,1.00,2025-10-05', 'b,1.00,06.10.2025'];
    const first = await stand.send('bad', rows);
    expect(first).toMatchObject({ new_lines: 1, bad_lines: 1 });
    expect(await stand.send('bad', rows)).toMatchObject({ duplicate_of: (first as { id: string }).id });
    await revise('bad', { date_formats: ['yyyy-MM-dd', 'dd.MM.yyyy'] });
    const again = { new_lines: 1, known_lines: 1, bad_lines: 0, duplicate_of: null };
    expect(await stand.send('bad', rows)).toMatchObject(again);
  });

  it('brings no line again when a revision reads more of its columns', async () => {
    await stand.sourceNamed('more');
    const rows = ['a,1.00,2025-10-05', ',1.00,2025-10-05', ',1.00,2025-10-05'];
    await revise('more', { reference_is_optional: true });
    expect(await stand.send('more', rows)).toMatchObject({ new_lines: 3 });
    await revise('more', {
      ...{ reference_is_optional: true },
      columns: {
        ...MAPPING.columns,
        description: 'Ref',
        kind: 'Ref',
        value_on: 'Date',
        other_references: ['Amount'],
      },
    });
    expect(await stand.send('more', rows)).toMatchObject({ new_lines: 0, known_lines: 3 });
  });

  it('is matched from the day on which its source starts: lines of before are left out, items of before are not missed', async () => {
    await stand.sourceNamed('started');
    await stand.send('started', [
      'earlier,10.50,2025-09-29',
      'unknown,3.00,2025-09-30',
      'early,10.50,2025-10-01',
    ]);
    expect(await stand.match('started')).toMatchObject({ matches: 1, breaks_opened: 0 });
    expect(await openBreaks(query, { book: BOOK, source: 'started' })).toEqual([]);
  });

  it('keeps no other of its source waiting', async () => {
    const source = await stand.sourceNamed('slow');
    let end = () => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    let begin = () => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const chunks = (async function* () {
      begin();
      await ended;
      yield Buffer.from('Ref,Amount,Date\n');
    })();
    const file = { key: 'slow', fileName: null, sentBy: null, chunks };
    const slow = importStatement(stand.ledger.reconciler, source, file);
    await begun;
    await expect(stand.send('slow', ['a,1.00,2025-10-05'])).rejects.toMatchObject({ code: 'overloaded' });
    // Its key keeps nobody waiting either.
    await stand.once((within) => lockKey(within, { book: BOOK, key: 'slow' }));
    end();
    expect((await slow).status).toBe(201);
    expect(await stand.send('slow', ['a,1.00,2025-10-05'])).toMatchObject({ new_lines: 1 });
  });

  it('of which no line can be read is refused with the first reasons, and nothing of it is stored', async () => {
    await stand.sourceNamed('unread');
    await expect(
      stand.send('unread', ['a,one,2025-10-05', 'b,,2025-10-05', 'c,1.00,05.10.2025', 'd,two,2025-10-05']),
    ).rejects.toMatchObject({
      ...{ code: 'no_line_read', status: 422 },
      detail: expect.stringMatching(
        /^None of 4 lines .* line 2: .*one.* line 3: .* line 4: ((?!line 5).)*$/,
      ) as string,
    });
    const stored = await query<unknown[]>(`select from reconciliation.statement where source = 'unread'`);
    expect(stored).toEqual([]);
  });

  it('without a line is stored, as of a day on which nothing moved, and says nothing of any day', async () => {
    await stand.sourceNamed('quiet');
    const empty = { lines: 0, new_lines: 0, bad_lines: 0, last_booked_on: null, duplicate_of: null };
    expect(await stand.send('quiet', [])).toMatchObject(empty);
    expect(await stand.match('quiet')).toBeNull();
  });

  it('may have a line that moved nothing, which is in it, and neither matched nor a break', async () => {
    await stand.sourceNamed('nothing');
    const rows = ['early,10.50,2025-10-01', 'early,0.00,2025-10-01', 'notice,0.00,2025-10-02'];
    expect(await stand.send('nothing', rows)).toMatchObject({ lines: 3, new_lines: 3 });
    expect(await stand.match('nothing')).toMatchObject({ matches: 1, breaks_open: 0 });
    const matched = await query<{ amount: bigint }[]>(
      `select l.amount from reconciliation.match_line m join reconciliation.statement_line l on l.id = m.line where l.source = 'nothing'`,
    );
    expect(matched).toEqual([{ amount: 1050n }]);
  });

  it('is answered as before under its key, though its source was revised since', async () => {
    await stand.sourceNamed('kept');
    const source = () => sourceOf(query, BOOK, 'kept');
    const send = async () => {
      const chunks = (async function* () {
        yield* [Buffer.from('Ref,Amount,Date\na,1.00,2025-10-05\nb,1.00,06.10.2025\n')];
      })();
      const file = { key: 'kept', fileName: null, sentBy: null, chunks };
      return importStatement(stand.ledger.reconciler, await source(), file);
    };
    const first = await send();
    await revise('kept', { date_formats: ['yyyy-MM-dd', 'dd.MM.yyyy'] });
    expect(await send()).toEqual({ ...first, isReplayed: true });
  });
});
