import type { JournalEntry } from '@pacioli/contracts/journal-entry';
import { operationIdOf } from '@pacioli/contracts/operation-id';
import { balancesAfter } from '@pacioli/ledger-core/balance';
import type { Accounts } from '../accounts';
import type { OutcomeRow } from '../store';
import { decisionName, printedMoment, type Written } from '../written';
import { Findings } from './findings';

/** What a partner was and is answered to a write that moved money says the same as the rows. */
export class AnswersAgree {
  readonly findings = new Findings('answers_agree');

  constructor(private readonly accounts: Accounts) {}

  see(written: Written): void {
    const { outcome } = written;
    if (outcome?.status !== 'posted') return;
    this.findings.checked += 1;
    const expected = this.answerOf(outcome, written);
    if (JSON.stringify(expected) === outcome.answer) return;
    for (const { pointer, expected: should, found } of differences(expected, parsed(outcome.answer))) {
      // Either may be the one that was changed, so the report says which is which.
      const row = `answer of ${decisionName(outcome)}${pointer && ` at ${pointer}`}`;
      this.findings.add(row, `${should}, as in the rows`, `${found} in the answer`);
    }
  }

  private answerOf(outcome: OutcomeRow, { entry, postings }: Written): JournalEntry | null {
    if (entry === null) return null;
    return {
      id: entry.id,
      book: entry.book,
      number: entry.number.toString(),
      operation: outcome.fingerprint === null ? 'none' : operationIdOf(outcome.keyId, outcome.fingerprint),
      kind: entry.kind,
      recorded_at: printedMoment(entry.recordedAt),
      effective_at: printedMoment(entry.effectiveAt),
      description: entry.description,
      reference: entry.reference,
      metadata: entry.metadata as JournalEntry['metadata'],
      reverses: entry.reverses === null ? null : (entry.reversesId ?? `entry ${entry.reverses}`),
      postings: postings.map(({ account: number, direction, amount, currency, version, totals }) => ({
        account: this.accounts.name(number),
        direction,
        amount: amount.toString(),
        currency,
        version: version.toString(),
        ...balancesIn(outcome, balancesAfter(totals, this.accounts.type(number) ?? 'asset')),
      })),
    };
  }
}

/** Rules 1 told the posted balance alone. */
const balancesIn = ({ rules }: OutcomeRow, balances: ReturnType<typeof balancesAfter>) =>
  rules === 1 ? { balance_after: balances.balance_after } : balances;

interface Difference {
  /** As in /postings/0/amount. */
  readonly pointer: string;
  readonly expected: string;
  readonly found: string;
}

/** Where two JSON values differ. The order of an object's fields is no difference: what is stored as jsonb keeps none. */
function differences(expected: unknown, found: unknown, pointer = ''): Difference[] {
  if (isObject(expected) && isObject(found)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return [...names].flatMap((name) => differences(expected[name], found[name], `${pointer}/${name}`));
  }
  if (Object.is(expected, found)) return [];
  return [{ pointer, expected: shown(expected), found: shown(found) }];
}

/** Arrays, too: their fields are their places. */
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200);

/** The stored text as JSON; undefined when it is none. */
function parsed(answer: string | null): unknown {
  if (answer === null) return null;
  try {
    return JSON.parse(answer);
  } catch {
    return undefined;
  }
}
