/* eslint-disable no-template-curly-in-string -- what stands in these strings is code */
import type { PlantedBugs } from './planted-bug';

/** Of what is hashed, named and read: the chain, ids, currencies and events. */
export const BUGS_OF_RECORDS: PlantedBugs = {
  'ledger-core/src/metadata.ts': [
    {
      breaks: 'Metadata are hashed in the order of a language.',
      before: '(a < b ? -1 : 1)',
      after: 'a.localeCompare(b)',
    },
    {
      breaks: 'Metadata are answered in the order in which they came.',
      before: 'Object.fromEntries(metadataPairs(metadata))',
      after: '({ ...metadata })',
    },
  ],
  'ledger-core/src/hash-chain.ts': [
    {
      breaks: 'Dead letters are hashed in the new form.',
      before: 'decision.request === null || decision.request.rules === 1;',
      after: 'decision.request?.rules === 1;',
    },
    {
      breaks: 'What rules 1 decided is hashed in the new form.',
      before: 'decision.request.rules === 1;',
      after: 'decision.request.rules < 1;',
    },
    {
      breaks: 'What came after rules 1 is hashed in their form, which leaves it out.',
      before: 'isOfRules1 && fitsFirstForm(decision) ?',
      after: 'isOfRules1 ?',
    },
    {
      breaks: 'The pointer of a refusal by rules 1 is in no hash.',
      before: '!isUndoing && pointer === null &&',
      after: '!isUndoing &&',
    },
    {
      breaks: 'The hash does not cover the reference of an entry.',
      before: `entry.description,
  entry.reference,`,
      after: 'entry.description,',
    },
    {
      breaks: 'The hash does not cover which entry was reversed.',
      before: 'const reverses = entry.reverses?.number.toString() ?? null;',
      after: 'const reverses = null;',
    },
    {
      breaks: 'The hash does not cover what became of holds.',
      before: "for (const change of decision.holdChanges) yield ['hold_change', ...holdChangeForm(change)];",
      after: '',
    },
    {
      breaks: 'The hash does not cover why an account was changed.',
      before: `metadataPairs(change.metadata),
  change.reason,`,
      after: 'metadataPairs(change.metadata),',
    },
    {
      breaks: 'The hash does not cover the pointer of a refusal.',
      before: "if (pointer !== null) yield ['pointer', pointer];",
      after: '',
    },
    {
      breaks: 'Changes of accounts are hashed in the order in which they were made.',
      before: ': a.account - b.account',
      after: ': 0',
    },
    {
      breaks: 'Changes of one account are hashed with the newest first.',
      before: 'Number(a.revision - b.revision)',
      after: 'Number(b.revision - a.revision)',
    },
    {
      breaks: 'Credits that are pending are hashed as debits.',
      before: 'totals.creditsPending.toString(),',
      after: 'totals.debitsPending.toString(),',
    },
    {
      breaks: 'A decision is not chained to the one before it.',
      before: "previous.toString('hex'),",
      after: "CHAIN_START.toString('hex'),",
    },
  ],
  'contracts/src/operation-id.ts': [
    {
      breaks: 'Two events of different types with the same body have the same fingerprint.',
      before: '`${eventType}\\n${canonicalBody.toString()}`',
      after: 'canonicalBody.toString()',
    },
    {
      breaks: 'Book and key run into each other.',
      before: '`${source}\\0${book}\\0${key}`',
      after: '`${source}\\0${book}${key}`',
    },
    {
      breaks: 'The key of a client can meet that of a worker.',
      before: '`${source}\\0${book}\\0${key}`',
      after: '`${book}\\0${key}`',
    },
    {
      breaks: 'The place of an entry in its batch is written in decimals.',
      before: 'n.toString(16)',
      after: 'n.toString()',
    },
    {
      breaks: 'Dead letters at the same offset of two partitions are one.',
      before: '`dead-letter\\0${partition}\\0${offset}`',
      after: '`dead-letter\\0${offset}`',
    },
  ],
  'contracts/src/currency.ts': [
    {
      breaks: 'Kuwaiti dinars are not known any more.',
      before: "'BHD IQD JOD KWD LYD OMR TND'",
      after: "'BHD IQD JOD LYD OMR TND'",
    },
    {
      breaks: 'Five pence are written without a nought before the point.',
      before: 'padStart(exponent + 1, ',
      after: 'padStart(exponent, ',
    },
    {
      breaks: 'A negative amount loses its sign.',
      before: "const sign = minorUnits < 0n ? '-' : '';",
      after: "const sign = minorUnits < 0n && exponent === 0 ? '-' : '';",
    },
  ],
  'contracts/src/topics.ts': [
    {
      breaks: 'A book whose hash is negative goes to another partition than other producers send it to.',
      before: '(murmur2(Buffer.from(book)) & 0x7fffffff) % partitions',
      after: 'Math.abs(murmur2(Buffer.from(book))) % partitions',
    },
  ],
  'contracts/src/payment-event.ts': [
    {
      breaks: 'An id that does not follow from what was asked is believed.',
      before: 'if (operationId !== operationIdOf(keyId, fingerprint))',
      after: 'if (!operationId.startsWith(`op_${keyId}`))',
    },
    {
      breaks: 'A book can be opened from the partition of another.',
      before: "type === 'book.requested.v1' && (body as BookRequest).id !== book",
      after: "type === 'book.requested.v1' && !(body as BookRequest).id",
    },
    {
      breaks: 'A dead letter is filed under a book of another partition.',
      before: 'BOOK.test(book) && partitionOf(book, partitions) === partition ?',
      after: 'BOOK.test(book) ?',
    },
  ],
};
