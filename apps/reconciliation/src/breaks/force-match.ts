import type {
  AcceptedDifference,
  ForceMatchApproval,
  ForceMatchProposal,
} from '@pacioli/contracts/statement-break';
import { Problem } from '@pacioli/service/http/problem';
import type { Query } from '../writes/keyed-writes';
import { addEvents, type Members, type OpenBreak } from './break-rows';
import { openOne, type WorkedBreak } from './break-work';
import { closeClaimed } from './close-claimed';
import { addMatches } from './match-rows';
import { entriesAndLegs, sidesOf } from './sides';
import { assertUnclaimed } from './unclaimed';

/** What both sides of a match by force come to, in minor units, and the lines less the items. Kept with its proposal and its approval. */
interface Amounts {
  readonly items: string;
  readonly lines: string;
  readonly difference: string;
  readonly currency: string;
}

interface Proposal {
  readonly revision: number;
  readonly by: string;
  readonly detail: {
    readonly reason: string;
    readonly together_with: readonly string[];
    /** Not in what was proposed to an earlier release, which asked nobody to accept a difference. */
    readonly amounts?: Amounts;
  };
}

/**
 * Says what is to be matched though no rule does it; nothing is, until somebody else approves it. Throws the problems `breaks_apart`,
 * `break_partly_matched`, `match_has_one_side` and `difference_not_accepted`.
 */
export async function proposeForceMatch(
  query: Query,
  worked: WorkedBreak,
  { by, reason, together_with = [], accepted_difference }: ForceMatchProposal,
): Promise<void> {
  const together = [...new Set(together_with)].filter((id) => id !== worked.id);
  const breaks = [worked, ...together.map((id) => otherOf(worked, id))];
  const members = membersOf(breaks);
  await assertUnclaimed(query, worked.mirror, members);
  const amounts = await amountsOf(query, worked, members);
  assertBothSides(breaks, members, amounts);
  assertAccepted(amounts, accepted_difference);
  const detail = { reason, together_with: together, amounts, ...members };
  await addEvents(query, [{ break: worked.id, type: 'force_match_proposed', by, detail }]);
}

function otherOf({ open, currency }: WorkedBreak, id: string): OpenBreak {
  const other = open.find((one) => one.id === id);
  if (other === undefined) throw new Problem('breaks_apart', `${id} is no open break of the same source.`);
  if (other.currency !== currency)
    throw new Problem('breaks_apart', `Break ${id} is in ${other.currency}, and not in ${currency}.`);
  return other;
}

async function amountsOf(
  query: Query,
  { mirror, currency }: WorkedBreak,
  members: Members,
): Promise<Amounts> {
  const { items, lines } = await sidesOf(query, mirror, members);
  const difference = lines - items;
  return {
    ...{ items: items.toString(), lines: lines.toString(), difference: difference.toString() },
    currency,
  };
}

/** Several of one side are a match where they cancel each other out, as a payment and its return do; one by itself never is. */
function assertBothSides(breaks: readonly OpenBreak[], { items, lines }: Members, amounts: Amounts): void {
  if (items.length > 0 && lines.length > 0) return;
  if (breaks.length > 1 && amounts.difference === '0') return;
  throw new Problem(
    'match_has_one_side',
    items.length === 0
      ? 'No item of the ledger is in it. Name the breaks that it belongs to in together_with; what stands alone is resolved with a reason.'
      : 'No line of a statement is in it. Name the breaks that it belongs to in together_with; what stands alone is resolved with a reason.',
  );
}

/** So nobody who proposes or approves a match is unaware of what it leaves unexplained. */
function assertAccepted(
  { items, lines, difference, currency }: Amounts,
  accepted: AcceptedDifference = { amount: '0', currency },
): void {
  if (accepted.amount === difference && accepted.currency === currency) return;
  throw new Problem(
    'difference_not_accepted',
    `In minor units the items come to ${items} ${currency} and the lines to ${lines}: they differ by ${difference}. Whoever accepts that ` +
      `proposes the match with accepted_difference {"amount": "${difference}", "currency": "${currency}"}.`,
  );
}

/**
 * Matches what was proposed. Breaks are never changed, so what is approved is what was proposed as long as all of them are open. Throws
 * the problems `proposal_not_current`, `approver_is_proposer` and `break_partly_matched`, and for what was proposed to an earlier release
 * `match_has_one_side` and `difference_not_accepted`.
 */
export async function approveForceMatch(
  query: Query,
  worked: WorkedBreak,
  { approved_by, proposal: revision }: ForceMatchApproval,
): Promise<void> {
  const { by, detail } = await currentProposal(query, worked.id, revision);
  if (isSamePerson(by, approved_by))
    throw new Problem('approver_is_proposer', `${by} proposed it, and somebody else approves it.`);
  const breaks = [worked, ...detail.together_with.map((id) => openOne(worked.open, id))];
  const members = membersOf(breaks);
  await assertUnclaimed(query, worked.mirror, members);
  const amounts = await amountsOf(query, worked, members);
  assertBothSides(breaks, members, amounts);
  assertAccepted(
    amounts,
    detail.amounts && { amount: detail.amounts.difference, currency: amounts.currency },
  );
  const [match] = await addMatches(query, worked.mirror, [
    {
      ...{ rule: 'forced', reason: detail.reason, currency: worked.currency },
      amount: BigInt(members.items.length > 0 ? amounts.items : amounts.lines),
      ...{ items: entriesAndLegs(members.items), lines: members.lines },
      difference: { amount: BigInt(amounts.difference), fee: 0n, days: 0 },
      ...{ madeBy: by, approvedBy: approved_by },
    },
  ]);
  const ended = breaks.map(({ id }) => id);
  const approved = { match, proposed_by: by, amounts };
  await addEvents(
    query,
    ended.map((id) => ({ break: id, type: 'force_matched', by: approved_by, detail: approved })),
  );
  await closeClaimed(query, worked, match!, members, ended);
}

const membersOf = (breaks: readonly OpenBreak[]): Members => ({
  items: [...new Set(breaks.flatMap(({ items }) => items))],
  lines: [...new Set(breaks.flatMap(({ lines }) => lines))],
});

/** What was proposed before the break was reopened does not count: who proposed it did not know why it would be. */
const NEWEST = `
select revision, by, detail from reconciliation.break_event
 where break = $1 and type = 'force_match_proposed'
   and opening = (select max(opening) from reconciliation.break_event where break = $1)
 order by revision desc limit 1`;

async function currentProposal(query: Query, id: string, revision: number): Promise<Proposal> {
  const [newest] = await query<(Proposal | undefined)[]>(NEWEST, [id]);
  if (newest?.revision === revision) return newest;
  throw new Problem(
    'proposal_not_current',
    newest === undefined
      ? 'Nothing is proposed for the break.'
      : `What is proposed for the break now is its revision ${newest.revision}.`,
  );
}

/** Nobody is somebody else by a capital letter, a space, or a character that is not seen. */
const isSamePerson = (one: string, other: string): boolean => plain(one) === plain(other);
const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]+/gu, '')
    .toLowerCase();
