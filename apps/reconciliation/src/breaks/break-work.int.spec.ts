import type { AcceptedDifference, BreaksWithStatus } from '@pacioli/contracts/statement-break';
import type { Cause, ItemId } from '../matching/statement-matching';
import { addBreaks, addEvents } from './break-rows';
import { breakOf, breaksOf } from './break-views';
import { reopen, resolve, workOn } from './break-work';
import { correct } from './correction';
import { approveForceMatch, proposeForceMatch } from './force-match';
import { BOOK, StatementStand } from './statement-stand.testing';

const HERE: Cause = { cause: 'missing_here', mayStillCome: false };

/** On a real database. */
describe('The work on a break', () => {
  const stand = new StatementStand();
  const { query } = stand;
  /** Of 10.50. */
  let item: ItemId;

  beforeAll(async () => {
    await stand.open({ 'order-1': '2025-10-05' });
    const [{ entry }] = await query<[{ entry: bigint }]>(
      `select entry from posting where book = $1 and direction = 'DEBIT'`,
      [BOOK],
    );
    item = { book: BOOK, entry, leg: 1 };
  });
  afterAll(() => stand.close());

  const propose = (id: string, together: string[] = [], accepted?: AcceptedDifference) =>
    stand.once(async (within) =>
      proposeForceMatch(within, await workOn(within, BOOK, id), {
        ...{ by: 'Ann', reason: 'one order', together_with: together },
        ...(accepted && { accepted_difference: accepted }),
      }),
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
  /** Opens a break of each group of lines, with these items in each. */
  const openEach = (source: string, groups: readonly (readonly string[])[], items: readonly ItemId[]) =>
    stand.once((within) =>
      addBreaks(
        within,
        { book: BOOK, source },
        groups.map((lines) => ({
          ...{ items: items.map(({ entry, leg }) => `${entry}/${leg}`), lines },
          ...{ oldestOn: '2025-10-05', replaces: [] },
          found: { ...HERE, reason: 'nothing here', ageDays: 0, items, lines, currency: 'GBP', amount: 100n },
        })),
      ),
    );
  const revisionOf = async (id: string) => (await breakOf(query, BOOK, id)).history.at(-1)!.revision;
  const detailOf = async (id: string) => (await breakOf(query, BOOK, id)).history.at(-1)!.detail;

  it('claims nothing that another match has claimed of it since', async () => {
    await stand.sourceNamed('partly');
    await stand.send('partly', ['a,10.50,2025-10-05', 'b,1.00,2025-10-05']);
    const [a, b] = (await linesOf('partly')) as [string, string];
    const [whole, part] = (await openEach('partly', [[a, b], [a]], [item])) as [string, string];
    await propose(whole, [], { amount: '100', currency: 'GBP' });
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
    await stand.send('outlived', ['a,10.50,2025-10-05']);
    const [id] = (await openEach('outlived', [await linesOf('outlived')], [item])) as [string];
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
      await stand.send(source, ['a,10.50,2025-10-05']);
      const [id] = (await openEach(source, [await linesOf(source)], [item])) as [string];
      await propose(id);
      await expect(approve(id, approver, await revisionOf(id))).rejects.toMatchObject({
        code: 'approver_is_proposer',
      });
    },
  );

  it('matches nothing by force that has one side, unless it cancels itself out', async () => {
    await stand.sourceNamed('one side');
    await stand.send('one side', ['a,5.00,2025-10-05', 'b,2.00,2025-10-06', 'c,-5.00,2025-10-06']);
    const groups = (await linesOf('one side')).map((line) => [line]);
    const [a, b, c] = (await openEach('one side', groups, [])) as [string, string, string];
    const refused = {
      ...{ code: 'match_has_one_side', status: 422 },
      detail: expect.stringContaining('what stands alone is resolved with a reason') as string,
    };
    await expect(propose(a)).rejects.toMatchObject(refused);
    await expect(propose(a, [a], { amount: '500', currency: 'GBP' })).rejects.toMatchObject(refused);
    await expect(propose(a, [b], { amount: '700', currency: 'GBP' })).rejects.toMatchObject(refused);
    await propose(a, [c]);
    await approve(a, 'Bob', await revisionOf(a));
    expect(await breakOf(query, BOOK, c)).toMatchObject({ status: 'force_matched' });
  });

  it('leaves breaks that are found by what ended them', async () => {
    await stand.sourceNamed('ended');
    await stand.send('ended', [
      'a,5.00,2025-10-05',
      'b,-5.00,2025-10-06',
      'c,1.00,2025-10-06',
      'd,1.00,2025-10-07',
    ]);
    const groups = (await linesOf('ended')).map((line) => [line]);
    const [a, b, c, d] = (await openEach('ended', groups, [])) as [string, string, string, string];
    await propose(a, [b]);
    await approve(a, 'Bob', await revisionOf(a));
    await stand.once(async (within) =>
      resolve(within, await workOn(within, BOOK, c), { by: 'Ann', reason: 'known' }),
    );
    const found = async (status: BreaksWithStatus) => {
      const asked = { status, source: 'ended', cause: undefined, olderThan: undefined };
      return (await breaksOf(query, BOOK, asked, undefined, 10)).map(({ view }) => view.id).sort();
    };
    expect(await found('resolved')).toEqual([c]);
    expect(await found('force_matched')).toEqual([a, b].sort());
    expect(await found('corrected')).toEqual([]);
    expect(await found('ended')).toEqual([a, b, c].sort());
    expect(await found('open')).toEqual([d]);
    expect(await found('all')).toEqual([a, b, c, d].sort());
  });

  it('matches by force what differs only where the proposal names the difference', async () => {
    await stand.sourceNamed('differs');
    await stand.send('differs', ['a,2.00,2025-10-05']);
    const [line] = (await linesOf('differs')) as [string];
    const [there, here] = [
      (await openEach('differs', [[]], [item]))[0]!,
      (await openEach('differs', [[line]], []))[0]!,
    ];
    for (const accepted of [
      undefined,
      { amount: '850', currency: 'GBP' },
      { amount: '-850', currency: 'EUR' },
    ])
      await expect(propose(there, [here], accepted)).rejects.toMatchObject({
        ...{ code: 'difference_not_accepted', status: 422 },
        detail: expect.stringContaining('{"amount": "-850", "currency": "GBP"}') as string,
      });
    await propose(there, [here], { amount: '-850', currency: 'GBP' });
    const amounts = { items: '1050', lines: '200', difference: '-850', currency: 'GBP' };
    expect(await detailOf(there)).toMatchObject({ together_with: [here], amounts });
    await approve(there, 'Bob', await revisionOf(there));
    for (const id of [there, here]) expect(await detailOf(id)).toMatchObject({ proposed_by: 'Ann', amounts });
  });

  it('approves no difference that an earlier release let be proposed without a word', async () => {
    await stand.sourceNamed('earlier');
    await stand.send('earlier', ['a,2.00,2025-10-05']);
    const [id] = (await openEach('earlier', [await linesOf('earlier')], [item])) as [string];
    const detail = { reason: 'one order', together_with: [] };
    await stand.once((within) =>
      addEvents(within, [{ break: id, type: 'force_match_proposed', by: 'Ann', detail }]),
    );
    await expect(approve(id, 'Bob', await revisionOf(id))).rejects.toMatchObject({
      code: 'difference_not_accepted',
    });
  });
});
