import { Batch, MOST_OPERATIONS } from '@pacioli/contracts/batch';
import { Hold, HoldMovement } from '@pacioli/contracts/hold';
import { JournalEntry } from '@pacioli/contracts/journal-entry';
import { operationIdOf } from '@pacioli/contracts/operation-id';
import { PAYMENT_EVENTS, isPaymentEventType, type PaymentEventType } from '@pacioli/contracts/payment-event';
import { balancesAfter } from '@pacioli/ledger-core/balance';
import { exchangeAnswer } from '@pacioli/ledger-core/exchange';
import { holdAnswer } from '@pacioli/ledger-core/hold-state';
import type { Accounts } from '../accounts';
import { firstEntry } from '../entry-places';
import type { Holds } from '../holds';
import type { EntryRow, ExchangeRow, OutcomeRow } from '../journal';
import { decisionName, printedMoment, type Written, type WrittenEntry } from '../written';
import { Findings } from './findings';

/** What a partner was and is answered to a write that moved money says the same as the rows. */
export class AnswersAgree {
  readonly findings = new Findings('answers_agree');
  /** Those of the outcome in hand, by the numbers of their entries. */
  private exchanges: ReadonlyMap<bigint, ExchangeRow> = new Map();

  constructor(
    private readonly accounts: Accounts,
    private readonly holds: Holds,
  ) {}

  see(written: Written): void {
    const { outcome } = written;
    if (outcome?.status !== 'posted') return;
    this.findings.checked += 1;
    this.exchanges = new Map(written.exchanges.map((exchange) => [exchange.entry, exchange]));
    if (this.isAnswered(outcome, written)) return;
    const expected = this.answerOf(outcome, written);
    for (const { pointer, expected: should, found } of differences(expected, parsed(outcome.answer))) {
      // Either may be the one that was changed, so the report says which is which.
      const row = `answer of ${decisionName(outcome)}${pointer && ` at ${pointer}`}`;
      this.findings.add(row, `${should}, as in the rows`, `${found} in the answer`);
    }
  }

  /**
   * Whether the answer is, byte for byte, what the rows say. Of a batch one result after the other is looked at: all at once
   * they would be some 50 MB of objects, and collecting those took a tenth of a run's time.
   */
  private isAnswered(outcome: OutcomeRow, written: Written): boolean {
    const { answer } = outcome;
    if (answer === null || kindOfAnswer(outcome) !== Batch)
      return JSON.stringify(this.answerOf(outcome, written)) === answer;
    const { entries } = written;
    let at = 0;
    const goesOn = (text: string): boolean => {
      const is = answer.startsWith(text, at);
      at += text.length;
      return is;
    };
    return (
      goesOn(`{"operation":${JSON.stringify(operationOf(outcome))},"results":[`) &&
      entries.every(
        (entry, place) =>
          goesOn(JSON.stringify(this.resultOf(outcome, entry))) &&
          (place === entries.length - 1 || goesOn(',')),
      ) &&
      goesOn(']}') &&
      at === answer.length
    );
  }

  private answerOf(outcome: OutcomeRow, { entries }: Written): object | null {
    const [first] = entries;
    if (first === undefined) return null;
    const answer = kindOfAnswer(outcome);
    if (answer === Batch)
      return { operation: operationOf(outcome), results: this.resultsOf(outcome, first.entry, entries) };
    if (answer === Hold) return this.holdAfter(first);
    if (answer === HoldMovement) return this.movementOf(outcome, first);
    return this.entryOf(outcome, first);
  }

  /** Each result at the place of its entry, so that one that is gone does not move those behind it. */
  private resultsOf(outcome: OutcomeRow, found: EntryRow, entries: readonly WrittenEntry[]): object[] {
    const first = firstEntry(outcome, found);
    const results: object[] = [];
    for (const written of entries) {
      const place = Number(written.entry.number - first);
      // A number that was tampered with may be any.
      results[place < MOST_OPERATIONS ? place : results.length] = this.resultOf(outcome, written);
    }
    return results;
  }

  /** What an entry of a batch was answered with: as by itself, under the name of its kind. */
  private resultOf(outcome: OutcomeRow, written: WrittenEntry): object {
    const { kind: type } = written.entry;
    switch (type) {
      case 'hold':
      case 'void':
        return { type, hold: this.holdAfter(written) };
      case 'capture':
        return { type, ...this.movementOf(outcome, written) };
      case 'transfer':
      case 'fx_transfer':
      case 'journal_entry':
      case 'reversal':
      case 'expiry':
        return { type, journal_entry: this.entryOf(outcome, written) };
    }
  }

  private movementOf(outcome: OutcomeRow, written: WrittenEntry) {
    return { hold: this.holdAfter(written), journal_entry: this.entryOf(outcome, written) };
  }

  /** The hold that an entry reserved or settled, as it left it. */
  private holdAfter({ entry }: WrittenEntry): Hold | null {
    const hold = this.holds.leftBy(entry.number);
    if (hold === undefined) return null;
    // Times are printed here: a row that was tampered with may hold one that no calendar has.
    const said = holdAnswer({ ...hold, expiresAt: null, createdAt: 0 });
    const { expiresAt, createdAt } = hold;
    return Object.assign(said, {
      expires_at: expiresAt === null ? null : printedMoment(expiresAt),
      created_at: printedMoment(createdAt),
    });
  }

  private entryOf(outcome: OutcomeRow, { entry, postings }: WrittenEntry): JournalEntry {
    const exchange = this.exchanges.get(entry.number);
    return {
      id: entry.id,
      book: entry.book,
      number: entry.number.toString(),
      operation: operationOf(outcome),
      kind: entry.kind,
      recorded_at: printedMoment(entry.recordedAt),
      effective_at: printedMoment(entry.effectiveAt),
      description: entry.description,
      reference: entry.reference,
      metadata: entry.metadata as JournalEntry['metadata'],
      reverses: entry.reverses === null ? null : (entry.reversesId ?? `entry ${entry.reverses}`),
      postings: postings.map(({ account: number, layer, direction, amount, currency, version, totals }) => ({
        account: this.accounts.name(number),
        ...(outcome.rules !== 1 && { layer }),
        direction,
        amount: amount.toString(),
        currency,
        version: version.toString(),
        ...balancesIn(outcome, balancesAfter(totals, this.accounts.type(number) ?? 'asset')),
      })),
      ...(exchange && { exchange: exchangeAnswer(exchange) }),
    };
  }
}

const kindOfAnswer = ({ type }: OutcomeRow) =>
  isPaymentEventType(type ?? '') ? PAYMENT_EVENTS[type as PaymentEventType].answer : JournalEntry;

const operationOf = ({ keyId, fingerprint }: OutcomeRow): string =>
  fingerprint === null ? 'none' : operationIdOf(keyId, fingerprint);

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
