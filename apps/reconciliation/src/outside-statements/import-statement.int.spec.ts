import { MAPPING, BOOK, StatementStand } from '../breaks/statement-stand.testing';
import { openBreaks } from '../breaks/break-rows';
import { reviseSource } from '../sources/sources-store';

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
});
