import { addBreaks } from './break-rows';
import { breakOf } from './break-views';
import { approveForceMatch, proposeForceMatch, reopen, resolve, workOn } from './break-work';
import { correct } from './correction';
import { BOOK, StatementStand } from './statement-stand.testing';

/** On a real database. */
describe('The work on a break', () => {
  const stand = new StatementStand();
  const { query } = stand;

  beforeAll(() => stand.open({ 'order-1': '2025-10-05' }));
  afterAll(() => stand.close());

  const propose = (id: string, by = 'Ann') =>
    stand.once(async (within) =>
      proposeForceMatch(within, await workOn(within, BOOK, id), { by, reason: 'one order' }),
    );
  const approve = (id: string, approved_by: string, proposal: number) =>
    stand.once(async (within) =>
      approveForceMatch(within, await workOn(within, BOOK, id), { approved_by, proposal }),
    );
  const linesOf = async (source: string) =>
    (
      await query<{ id: string }[]>(
        `select id from reconciliation.statement_line where source = $1 order by sequence`,
        [source],
      )
    ).map(({ id }) => id);
  /** Opens a break of each group of lines. */
  const openEach = (source: string, groups: readonly (readonly string[])[]) =>
    stand.once((within) =>
      addBreaks(
        within,
        { book: BOOK, source },
        groups.map((lines) => ({
          ...{ items: [], lines, oldestOn: '2025-10-05', replaces: [] },
          found: {
            ...{ cause: 'missing_here', mayStillCome: false, reason: 'nothing here', ageDays: 0 },
            ...{ items: [], lines, currency: 'GBP', amount: 100n },
          },
        })),
      ),
    );
  const revisionOf = async (id: string) => (await breakOf(query, BOOK, id)).history.at(-1)!.revision;

  it('claims nothing that another match has claimed of it since', async () => {
    await stand.sourceNamed('partly');
    await stand.send('partly', ['a,1.00,2025-10-05', 'b,1.00,2025-10-05']);
    const [a, b] = (await linesOf('partly')) as [string, string];
    const [whole, part] = (await openEach('partly', [[a, b], [a]])) as [string, string];
    await propose(whole);
    const proposal = await revisionOf(whole);
    await propose(part);
    await approve(part, 'Bob', await revisionOf(part));
    expect(await breakOf(query, BOOK, whole)).toMatchObject({ status: 'open' });
    await expect(approve(whole, 'Bob', proposal)).rejects.toMatchObject({ code: 'break_partly_matched' });
    await expect(propose(whole)).rejects.toMatchObject({ code: 'break_partly_matched' });
    const [{ id }] = await query<[{ id: string }]>(`select id from journal_entry where book = $1`, [BOOK]);
    const entry = `je_${id.replaceAll('-', '')}`;
    const correcting = stand.once(async (within) =>
      correct(within, await workOn(within, BOOK, whole), { by: 'Ann', entry }),
    );
    await expect(correcting).rejects.toMatchObject({ code: 'break_partly_matched' });
  });

  it('approves nothing that was proposed before the break was reopened', async () => {
    await stand.sourceNamed('outlived');
    await stand.send('outlived', ['a,1.00,2025-10-05']);
    const [id] = (await openEach('outlived', [await linesOf('outlived')])) as [string];
    await propose(id);
    const proposal = await revisionOf(id);
    await stand.once(async (within) =>
      resolve(within, await workOn(within, BOOK, id), { by: 'Ann', reason: 'known' }),
    );
    await stand.once((within) => reopen(within, BOOK, id, { by: 'Ann', reason: 'a mistake' }));
    await expect(approve(id, 'Bob', proposal)).rejects.toMatchObject({ code: 'proposal_not_current' });
    await propose(id);
    await approve(id, 'Bob', await revisionOf(id));
    expect(await breakOf(query, BOOK, id)).toMatchObject({ status: 'force_matched' });
  });

  it.each([' ann', 'A\u200bnn', '\u202eAnn', 'An\u00adn'])(
    'is not approved by who proposed it under another spelling: %j',
    async (approver) => {
      const source = `spelled ${approver}`;
      await stand.sourceNamed(source);
      await stand.send(source, ['a,1.00,2025-10-05']);
      const [id] = (await openEach(source, [await linesOf(source)])) as [string];
      await propose(id);
      await expect(approve(id, approver, await revisionOf(id))).rejects.toMatchObject({
        code: 'approver_is_proposer',
      });
    },
  );
});
