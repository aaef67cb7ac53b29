import { hash } from 'node:crypto';
import type { DecisionRecord, EntryRecord } from './decision-record';

/** What the first decision of a book is chained to. */
export const CHAIN_START: Buffer = Buffer.alloc(32);

const FORM = 'pacioli-decision-1';

/**
 * The hash of a decision: SHA-256 of a JSON array, in UTF-8, of fixed fields in a fixed order, of which the second is
 * the hash of the decision before it in the book. It covers every column that a decision writes, so a row that is changed,
 * put in, or taken out from between breaks the chain from there on, unless all hashes behind it are made anew.
 */
export function chainHash(previous: Buffer, decision: DecisionRecord): Buffer {
  const { request, entry, openedBook, openedAccount } = decision;
  const form = [
    FORM,
    previous.toString('hex'),
    decision.book,
    decision.number.toString(),
    decision.keyId,
    decision.partition,
    decision.offset.toString(),
    moment(decision.acceptedAt),
    moment(decision.recordedAt),
    request && [
      request.type,
      request.rules,
      request.fingerprint.toString('hex'),
      request.source,
      request.idempotencyKey,
      request.actorType,
      request.actorId,
      request.requestId,
      request.traceparent,
    ],
    decision.status,
    decision.code,
    decision.detail,
    decision.answer,
    entry && entryForm(entry),
    openedBook && [openedBook.id, openedBook.name, openedBook.timeZone],
    openedAccount && [
      openedAccount.number,
      openedAccount.name,
      openedAccount.type,
      openedAccount.currency,
      openedAccount.minBalance?.toString() ?? null,
      openedAccount.maxBalance?.toString() ?? null,
      pairs(openedAccount.metadata),
    ],
  ];
  return hash('sha256', JSON.stringify(form), 'buffer');
}

const entryForm = (entry: EntryRecord) => [
  entry.id,
  entry.number.toString(),
  entry.kind,
  moment(entry.effectiveAt),
  entry.description,
  entry.reference,
  pairs(entry.metadata),
  entry.postings.map(({ account, layer, direction, amount, currency, version, totals }) => [
    account,
    layer,
    direction,
    amount.toString(),
    currency,
    version.toString(),
    totals.debitsPosted.toString(),
    totals.creditsPosted.toString(),
    totals.debitsPending.toString(),
    totals.creditsPending.toString(),
  ]),
];

const moment = (milliseconds: number) => new Date(milliseconds).toISOString();

/** Metadata as pairs in the order of their keys' UTF-16 units, since a stored object keeps no order. */
const pairs = (metadata: Readonly<Record<string, string>>) =>
  Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
