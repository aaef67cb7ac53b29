import { MOST_BATCH_BYTES } from '@pacioli/contracts/batch';
import type { BalancesAfter } from '@pacioli/contracts/dry-run';
import { decodePaymentEvent, type PaymentEvent } from '@pacioli/contracts/payment-event';
import type { RefusalCode } from '@pacioli/contracts/problem';
import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import type { AccountState } from '@pacioli/ledger-core/account-state';
import { balancesOf } from '@pacioli/ledger-core/balance';
import type { DecisionRecord } from '@pacioli/ledger-core/decision-record';
import type { FastifyReply } from 'fastify';
import { refusalOf } from '../operations/refusal';
import type { Publication } from '../publishing/publisher';
import type { DryRunsStore } from './dry-runs-store';
import { Turns } from './turns';

/**
 * A batch may take a good part of the memory that there is, and all of the processor; while one loads, another can decide. Two
 * leave the other reads most of their connections, too.
 */
const MOST_AT_ONCE = 2;
/** Two of the largest, or thousands of single movements. */
const MOST_WAITING_BYTES = 2 * (MOST_BATCH_BYTES + 64 * 1024);
const WAIT_MS = 5_000;

/**
 * Decides what nobody recorded: the record that a write would become is read and decided as the ledger does it, by the same
 * code, after all that is decided now, and then forgotten.
 */
export class DryRuns {
  private readonly turns = new Turns({
    ...{ atOnce: MOST_AT_ONCE, waitingBytes: MOST_WAITING_BYTES, waitMs: WAIT_MS },
  });

  constructor(private readonly store: DryRunsStore) {}

  /** Answers 200 with what the write would be answered, or throws the problem that it would get, or `overloaded`. */
  answer({ record, bytes }: Publication, reply: FastifyReply): Promise<void> {
    return this.turns.take(bytes, () => this.decide(record, reply));
  }

  private async decide(record: OutgoingRecord, reply: FastifyReply): Promise<void> {
    const event = eventOf(record);
    const { ledger, now } = await this.store.ledgerFor(event);
    const { decision } = ledger.decide({ ...event, appendedAt: now });
    const asOf = (decision.number - 1n).toString();
    if (decision.status === 'rejected') {
      const { code, detail, pointer } = decision;
      throw refusalOf({ code: code as RefusalCode, detail: detail!, pointer }, { as_of: asOf });
    }
    const balances = touchedBy(decision).map((name) => balancesAfter(ledger.account(event.book, name)!));
    void reply
      .code(200)
      .type('application/json')
      .send(`{"as_of":"${asOf}","answer":${decision.answer},"balances":${JSON.stringify(balances)}}`);
  }
}

/** Reads a record as the ledger would, wherever it would come to stand. */
function eventOf({ partition, key, value, headers }: OutgoingRecord): PaymentEvent {
  const bytes = (text: string | Buffer | null) => (text === null ? null : Buffer.from(text));
  const decoded = decodePaymentEvent({
    ...{ partition, offset: 0n, timestamp: 0, key: bytes(key), value: bytes(value) },
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, bytes(text)])),
  });
  if (decoded.kind === 'event') return decoded.event;
  throw new Error(`bug: a write became a record that the ledger can not decide: ${decoded.detail}`);
}

/** The names of the accounts that a decision opened, changed or posted to, each once. */
const touchedBy = ({ openedAccounts, accountChanges, entries }: DecisionRecord): string[] => [
  ...new Set([
    ...openedAccounts.map(({ name }) => name),
    ...accountChanges.map(({ accountName }) => accountName),
    ...entries.flatMap(({ postings }) => postings.map(({ accountName }) => accountName)),
  ]),
];

function balancesAfter({ name, currency, version, totals, type }: AccountState): BalancesAfter {
  const { posted, pending, available } = balancesOf(totals, type);
  return { account: name, currency, version: version.toString(), posted, pending, available };
}
