/* eslint-disable no-template-curly-in-string -- what stands in these strings is code */
import type { PlantedBugs } from './planted-bug';

/** Of books, their periods and accounts, and of the state that decisions leave. */
export const BUGS_OF_BOOKS: PlantedBugs = {
  'ledger-core/src/period-close.ts': [
    {
      breaks: 'A month can not be closed in the moment in which it is over.',
      before: 'recordedAt < endsAt',
      after: 'recordedAt <= endsAt',
    },
    {
      breaks: 'A month can be closed as soon as it begins.',
      before: 'recordedAt < endsAt',
      after: 'recordedAt < startsAt',
    },
    {
      breaks: 'A month can be closed twice, unless it was the last.',
      before: 'book.closedPeriods.some((closed) => closed.period === period)',
      after: 'book.closedPeriods.at(-1)?.period === period',
    },
  ],
  'ledger-core/src/draft.ts': [
    {
      breaks: 'Whoever closes a month opens the ones that were closed before.',
      before: '[...this.current.closedPeriods, ...closedPeriods]',
      after: 'closedPeriods',
    },
    {
      breaks: 'What an entry of a hold gave back can be reversed.',
      before: "layer === 'posted'",
      after: "layer !== 'pending'",
    },
    {
      breaks: 'An entry is not known to be reversed by the next operation of the batch.',
      before: 'this.undoneBy.set(entry.reverses.id, entry.id)',
      after: 'this.undoneBy.set(entry.id, entry.id)',
    },
    {
      breaks: 'Accounts that are opened while a ledger runs have all the same number.',
      before: 'this.current = { ...this.current, accounts: account.number };',
      after: '',
    },
    {
      breaks: 'A hold that is in memory keeps its revision.',
      before: '...this.hold(holdId)!, revision, captured, voided, expired',
      after: '...this.hold(holdId)!, captured, voided, expired',
    },
    {
      breaks: 'An account that is in memory keeps its revision.',
      before: '...account, revision, status, minBalance, maxBalance',
      after: '...account, status, minBalance, maxBalance',
    },
    {
      breaks: 'An account that is in memory keeps its highest balance.',
      before: '...account, revision, status, minBalance, maxBalance',
      after: '...account, revision, status, minBalance',
    },
    {
      breaks: 'The entries before a batch are counted anew by each of its operations.',
      before: 'this.entriesBefore = base.entriesBefore;',
      after: 'this.entriesBefore = base.book.entries;',
      equivalent: 'a batch makes one draft, of a view whose book has no entries of the decision yet',
    },
  ],
  'ledger-core/src/change-account.ts': [
    {
      breaks: 'An account is at its revision and version, in this order.',
      before: '`${account.version}.${account.revision}`',
      after: '`${account.revision}.${account.version}`',
    },
    {
      breaks: 'An account has the same revision after its first change as before it.',
      before: 'revision: account.revision + 1n',
      after: 'revision: account.revision',
    },
    {
      breaks: 'An account that holds are going to bring something to can be closed.',
      before: 'debitsPending + creditsPending > 0n',
      after: 'debitsPending > 0n',
    },
    {
      breaks: 'An account with a balance on the side of its credits can be closed.',
      before: 'debitsPosted !== creditsPosted',
      after: 'debitsPosted > creditsPosted',
    },
    {
      breaks: 'A limit can not be taken away.',
      before: 'given === undefined ? before : given === null ? null : BigInt(given)',
      after: 'given === undefined || given === null ? before : BigInt(given)',
    },
    {
      breaks: 'A limit of 0 takes the limit away.',
      before: 'given === null ? null : BigInt(given)',
      after: 'Number(given) ? BigInt(given!) : null',
    },
    {
      breaks: 'A new limit is compared with those that it replaces.',
      before: 'limitsContradict({ minBalance, maxBalance })',
      after: 'limitsContradict(account)',
    },
    {
      breaks: 'As many pairs of metadata as an account may have are too many.',
      before: 'pairs.size > MOST_METADATA',
      after: 'pairs.size >= MOST_METADATA',
    },
    {
      breaks: 'Metadata that are changed take the place of all others.',
      before: 'new Map(Object.entries(account.metadata))',
      after: 'new Map<string, string>()',
    },
    {
      breaks: 'Why an account was suspended is forgotten.',
      before: 'reason: reason ?? null',
      after: 'reason: null',
    },
    {
      breaks: 'A closed account can be opened again.',
      before: "if (account.status === 'CLOSED')",
      after: "if (account.status === 'CLOSED' && event.type !== 'account-activation.requested.v1')",
    },
    {
      breaks: 'Limits that contradict each other come before metadata that are too many.',
      before: `if (pairs.size > MOST_METADATA)
    return`,
      after: `if (pairs.size > MOST_METADATA && !limitsContradict({ minBalance, maxBalance }))
    return`,
    },
  ],
  'ledger-core/src/balance-limits.ts': [
    {
      breaks: 'An account can not be kept at one balance.',
      before: 'minBalance > maxBalance',
      after: 'minBalance >= maxBalance',
    },
  ],
  'ledger-core/src/open-account.ts': [
    {
      breaks: 'An account that is to have no lower limit gets 0.',
      before: "body.min_balance === undefined ? '0' : body.min_balance",
      after: "body.min_balance ?? '0'",
    },
    {
      breaks: 'The first account of a book has number 0.',
      before: 'book.accounts + 1',
      after: 'book.accounts',
    },
  ],
  'ledger-core/src/account-answer.ts': [
    {
      breaks: 'An answer to rules 1 tells revisions, which they did not know.',
      before: '...(rules > 1 && { revision: state.revision.toString() })',
      after: 'revision: state.revision.toString()',
    },
  ],
  'ledger-core/src/open-book.ts': [
    {
      breaks: 'Every book is kept in UTC.',
      before: "timeZone: body.time_zone ?? 'UTC'",
      after: "timeZone: 'UTC'",
    },
  ],
  'ledger-core/src/ledger.ts': [
    {
      breaks: 'The time of a book goes back when the clock of the broker does.',
      before: 'Math.max(book.recordedAt, appendedAt)',
      after: 'appendedAt',
    },
    {
      breaks: 'Each decision is chained to the one that was read from the database last.',
      before: 'decisions, recordedAt, hash }',
      after: 'decisions, recordedAt }',
    },
    {
      breaks: 'All books share what is in memory of the first.',
      before: 'const held = this.books.get(book) ?? new HeldBook();',
      after: 'const held = this.books.values().next().value ?? new HeldBook();',
    },
    {
      breaks: 'A hold that is in memory is not followed.',
      before: 'held.holds.set(hold, state)',
      after: 'held.holds.get(hold)',
    },
    {
      breaks: 'An entry that is in memory is not known to be reversed.',
      before: 'held.entries.set(entry, draft.entry(entry))',
      after: 'held.entries.get(entry)',
    },
    {
      breaks: 'Of entries all are kept in memory, asked for or not.',
      before: 'if (held.entries.has(entry)) held.',
      after: 'held.',
    },
    {
      breaks: 'A refusal does not say which part of the request it is about.',
      before: 'pointer: refused?.pointer ?? null',
      after: 'pointer: null',
    },
  ],
};
