import { datedTotals } from './dated-totals';
import { newestPostingUpTo } from './newest-posting';

/** After every moment that there is. */
const NEVER = '(1::bigint << 61)';

/** What was recorded by a moment: the moment, and the number of the newest entry then. */
export interface Known {
  readonly knownAt: string;
  readonly known: string;
}

/** A moment of effect, by what is known of it. */
export interface Effect extends Known {
  /** The first millisecond since 1970 that is later than it. */
  readonly before: number;
  /** The number of the newest entry that is known and was recorded by that moment. */
  readonly recorded: string;
}

/** Under which parameters a statement has them. */
type EffectParameters = Readonly<Record<'before' | 'known' | 'recorded', `$${number}`>>;

/**
 * SQL for the totals of account \`a\` that had taken effect by a moment, as known at another: all that was recorded by then,
 * without the dated postings among it, and with those dated postings of whatever was recorded that had taken effect. Its version is
 * that of what is known. They are numeric: with what was not given back yet, more may be pending than there ever was at once.
 */
export const effectiveTotals = ({ before, known, recorded }: EffectParameters) => `
  select newest.version,
         coalesce(recorded.debits_posted, 0) - sooner.debits_posted + dated.debits_posted as debits_posted,
         coalesce(recorded.credits_posted, 0) - sooner.credits_posted + dated.credits_posted as credits_posted,
         coalesce(recorded.debits_pending, 0) - sooner.debits_pending + dated.debits_pending as debits_pending,
         coalesce(recorded.credits_pending, 0) - sooner.credits_pending + dated.credits_pending as credits_pending
    from (${datedTotals(before, known)}) dated
   cross join (${datedTotals(NEVER, recorded)}) sooner
    left join (${newestPostingUpTo(recorded)}) recorded on true
    left join (${newestPostingUpTo(known)}) newest on true`;
