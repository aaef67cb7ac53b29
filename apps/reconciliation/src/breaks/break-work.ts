import type {
  BreakAssignment,
  BreakComment,
  BreakReopening,
  BreakResolution,
  ForceMatchApproval,
  ForceMatchProposal,
} from '@pacioli/contracts/statement-break';
import { Problem } from '@pacioli/service/http/problem';
import type { Mirror } from '../outside-statements/statement-rows';
import type { Query } from '../writes/keyed-writes';
import { addEvents, openBreaks, type OpenBreak } from './break-rows';
import { breakOf } from './break-views';
import { closeClaimed } from './close-claimed';
import { lockMatching } from './match-source';
import { addMatches } from './match-rows';
import { entriesAndLegs, sidesOf } from './sides';
import { assertUnclaimed } from './unclaimed';

/** An open break that nobody else works on until the transaction ends. */
export interface WorkedBreak extends OpenBreak {
  readonly mirror: Mirror;
  /** All that are open of its source, itself among them. */
  readonly open: readonly OpenBreak[];
}

/** Throws the problems `break_not_found` and `break_has_ended`. */
export async function workOn(query: Query, book: string, id: string): Promise<WorkedBreak> {
  const { source } = await breakOf(query, book, id);
  const mirror = { book, source };
  await lockMatching(query, mirror);
  const open = await openBreaks(query, mirror);
  return { ...openOne(open, id), mirror, open };
}

function openOne(open: readonly OpenBreak[], id: string): OpenBreak {
  const found = open.find((one) => one.id === id);
  if (found === undefined) throw new Problem('break_has_ended', `Break ${id} is not open.`);
  return found;
}

export const assign = (query: Query, { id }: WorkedBreak, { by, to }: BreakAssignment) =>
  addEvents(query, [{ break: id, type: 'assigned', by, detail: { to } }]);

export const comment = (query: Query, { id }: WorkedBreak, { by, text }: BreakComment) =>
  addEvents(query, [{ break: id, type: 'commented', by, detail: { text } }]);

/** Its items and lines stay with it, and are not matched any more. */
export const resolve = (query: Query, { id }: WorkedBreak, { by, reason }: BreakResolution) =>
  addEvents(query, [{ break: id, type: 'resolved', by, detail: { reason } }]);

/** Opens a break that was resolved by mistake. Throws the problems `break_not_found` and `break_not_resolved`. */
export async function reopen(
  query: Query,
  book: string,
  id: string,
  { by, reason }: BreakReopening,
): Promise<void> {
  const { source } = await breakOf(query, book, id);
  await lockMatching(query, { book, source });
  const { status } = await breakOf(query, book, id);
  if (status !== 'resolved')
    throw new Problem('break_not_resolved', `Break ${id} is ${status.replace('_', ' ')}.`);
  await addEvents(query, [{ break: id, type: 'reopened', by, detail: { reason } }]);
}

/** Says what is to be matched though no rule does it; nothing is, until somebody else approves it. */
export async function proposeForceMatch(
  query: Query,
  worked: WorkedBreak,
  { by, reason, together_with = [] }: ForceMatchProposal,
): Promise<void> {
  const together = [...new Set(together_with)].filter((id) => id !== worked.id);
  const breaks = [worked, ...together.map((id) => otherOf(worked, id))];
  const members = membersOf(breaks);
  await assertUnclaimed(query, worked.mirror, members);
  const detail = { reason, together_with: together, ...members };
  await addEvents(query, [{ break: worked.id, type: 'force_match_proposed', by, detail }]);
}

function otherOf({ open, currency }: WorkedBreak, id: string): OpenBreak {
  const other = open.find((one) => one.id === id);
  if (other === undefined) throw new Problem('breaks_apart', `${id} is no open break of the same source.`);
  if (other.currency !== currency)
    throw new Problem('breaks_apart', `Break ${id} is in ${other.currency}, and not in ${currency}.`);
  return other;
}

interface Proposal {
  readonly revision: number;
  readonly by: string;
  readonly detail: { readonly reason: string; readonly together_with: readonly string[] };
}

/** Matches what was proposed. Breaks are never changed, so what is approved is what was proposed as long as all of them are open. */
export async function approveForceMatch(
  query: Query,
  worked: WorkedBreak,
  { approved_by, proposal: revision }: ForceMatchApproval,
): Promise<void> {
  const proposal = await newestProposal(query, worked.id);
  if (proposal?.revision !== revision)
    throw new Problem(
      'proposal_not_current',
      proposal === undefined
        ? 'Nothing is proposed for the break.'
        : `What is proposed for the break now is its revision ${proposal.revision}.`,
    );
  if (isSamePerson(proposal.by, approved_by))
    throw new Problem('approver_is_proposer', `${proposal.by} proposed it, and somebody else approves it.`);
  const breaks = [worked, ...proposal.detail.together_with.map((id) => openOne(worked.open, id))];
  const members = membersOf(breaks);
  await assertUnclaimed(query, worked.mirror, members);
  const { items, lines } = await sidesOf(query, worked.mirror, members);
  const [match] = await addMatches(query, worked.mirror, [
    {
      ...{ rule: 'forced', reason: proposal.detail.reason, currency: worked.currency },
      ...{ amount: members.items.length > 0 ? items : lines, items: entriesAndLegs(members.items) },
      ...{ lines: members.lines, difference: { amount: lines - items, fee: 0n, days: 0 } },
      ...{ madeBy: proposal.by, approvedBy: approved_by },
    },
  ]);
  const detail = { match, proposed_by: proposal.by };
  const ended = breaks.map(({ id }) => id);
  await addEvents(
    query,
    ended.map((id) => ({ break: id, type: 'force_matched', by: approved_by, detail })),
  );
  await closeClaimed(query, worked, match!, members, ended);
}

const membersOf = (breaks: readonly OpenBreak[]) => ({
  items: [...new Set(breaks.flatMap(({ items }) => items))],
  lines: [...new Set(breaks.flatMap(({ lines }) => lines))],
});

/** What was proposed before the break was reopened does not count: who proposed it did not know why it would be. */
async function newestProposal(query: Query, id: string): Promise<Proposal | undefined> {
  const [found] = await query<(Proposal | undefined)[]>(
    `select revision, by, detail from reconciliation.break_event
      where break = $1 and type = 'force_match_proposed'
        and opening = (select max(opening) from reconciliation.break_event where break = $1)
      order by revision desc limit 1`,
    [id],
  );
  return found;
}

/** Nobody is somebody else by a capital letter, a space, or a character that is not seen. */
const isSamePerson = (one: string, other: string): boolean => plain(one) === plain(other);
const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]+/gu, '')
    .toLowerCase();
