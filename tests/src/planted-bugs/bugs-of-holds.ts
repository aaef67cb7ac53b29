/* eslint-disable no-template-curly-in-string -- what stands in these strings is code */
import type { PlantedBugs } from './planted-bug';

/** Of holds and what becomes of them, and of batches. */
export const BUGS_OF_HOLDS: PlantedBugs = {
  'ledger-core/src/hold.ts': [
    {
      breaks: 'A hold can be made that is over in the same moment.',
      before: 'expiresAt <= view.recordedAt',
      after: 'expiresAt < view.recordedAt',
    },
    {
      breaks: 'A hold is pending on the one account and posted on the other.',
      before: "layer: 'pending', direction: 'CREDIT'",
      after: "layer: 'posted', direction: 'CREDIT'",
    },
    {
      breaks: 'Whether a hold is over is asked before whether its accounts differ.',
      before:
        "if (debit === credit) return refuse('accounts_must_differ', `Debit and credit are both ${debit}.`);",
      after:
        "if (debit === credit && !(expires_at !== undefined && Date.parse(expires_at) <= view.recordedAt)) return refuse('accounts_must_differ', `Debit and credit are both ${debit}.`);",
    },
    {
      breaks: 'A hold keeps the account that is debited on both of its sides.',
      before: 'credit: credited!.account, creditName: credit',
      after: 'credit: debited!.account, creditName: credit',
    },
    {
      breaks: 'A hold never expires.',
      before: '...{ entry: entry.number, amount, currency, expiresAt }',
      after: '...{ entry: entry.number, amount, currency, expiresAt: null }',
    },
  ],
  'ledger-core/src/hold-state.ts': [
    {
      breaks: 'What has expired remains.',
      before: 'amount - captured - voided - expired',
      after: 'amount - captured - voided',
    },
    {
      breaks: 'A hold of which a part was captured and the rest given back is said to be captured.',
      before: 'hold.captured === hold.amount',
      after: 'hold.captured > 0n',
    },
    {
      breaks: 'A hold of which a part was captured and the rest expired is said to be expired.',
      before: "hold.expired === hold.amount ? 'expired'",
      after: "hold.expired > 0n ? 'expired'",
    },
  ],
  'ledger-core/src/settle-hold.ts': [
    {
      breaks: 'Every change of a hold is its first.',
      before: 'revision: hold.revision + 1n',
      after: 'revision: 1n',
    },
    {
      breaks: 'A second capture forgets the first.',
      before: 'captured: hold.captured + settled.captured',
      after: 'captured: settled.captured',
    },
    {
      breaks: 'What a last capture does not take stays reserved for ever.',
      before: "both('released', captured + voided + expired)",
      after: "both('released', captured > 0n ? captured : voided + expired)",
    },
    {
      breaks: 'A capture gives back what it takes, and posts nothing.',
      before: "captured > 0n ? [...released, ...both('posted', captured)] : released",
      after: 'released',
    },
    {
      breaks: 'A capture posts all that it settles.',
      before: "both('posted', captured)]",
      after: "both('posted', captured + voided)]",
    },
    {
      breaks: 'A hold that has expired in part is said to have been captured.',
      before: 'if (hold.expired > 0n)',
      after: 'if (hold.expired === hold.amount)',
    },
    {
      breaks: 'A hold that was captured in part and then voided is said to have been voided.',
      before: 'return hold.captured > 0n',
      after: 'return hold.voided === 0n',
    },
    {
      breaks: 'A capture debits the account that it should credit.',
      before: "{ account: debitName, layer, direction: 'DEBIT', amount, currency }",
      after: "{ account: creditName, layer, direction: 'DEBIT', amount, currency }",
    },
    {
      breaks: 'Every settlement is recorded as done by the entry before it.',
      before: 'entry: entry.number,',
      after: 'entry: view.book.entries,',
    },
  ],
  'ledger-core/src/capture.ts': [
    {
      breaks: 'A hold can be captured in the very moment in which it expires.',
      before: 'view.recordedAt >= hold.expiresAt',
      after: 'view.recordedAt > hold.expiresAt',
    },
    {
      breaks: 'A second capture may take all over again what the first one took.',
      before: 'if (captured > remaining)',
      after: 'if (captured > hold.amount)',
    },
    {
      breaks: 'A last capture gives back what was captured before, too.',
      before: 'final ? remaining - captured',
      after: 'final ? hold.amount - captured',
    },
    {
      breaks: 'A capture without an amount takes what was held at first.',
      before: 'amount === undefined ? remaining',
      after: 'amount === undefined ? hold.amount',
    },
    {
      breaks: 'How much is captured is looked at before whether the hold is over.',
      before: 'if (hold.expiresAt !== null && view.recordedAt >= hold.expiresAt)',
      after:
        'if (hold.expiresAt !== null && view.recordedAt >= hold.expiresAt && BigInt(amount ?? 0) <= remainingOf(hold))',
    },
    {
      breaks: 'Whoever captures a hold can not say what versions or balances are expected.',
      before: 'const said = circumstancesOf(event.body, view)',
      after: 'const said = circumstancesOf({ effective_at: event.body.effective_at }, view)',
    },
    {
      breaks: 'A capture can not take effect in the very moment in which its hold did.',
      before: 'said.effectiveAt < hold.createdAt',
      after: 'said.effectiveAt <= hold.createdAt',
    },
    {
      breaks: 'A capture can take effect before its hold did, if the hold has no end.',
      before: 'if (said.effectiveAt < hold.createdAt)',
      after: 'if (hold.expiresAt !== null && said.effectiveAt < hold.createdAt)',
    },
    {
      breaks: 'A capture can not be made to take effect before it is recorded.',
      before: 'said.effectiveAt < hold.createdAt',
      after: 'said.effectiveAt < view.recordedAt',
    },
    {
      breaks: 'When a capture takes effect is looked at before how much it takes.',
      before: 'if (captured > remaining)',
      after:
        'if (captured > remaining && (event.body.effective_at === undefined || Date.parse(event.body.effective_at) >= hold.createdAt))',
    },
  ],
  'ledger-core/src/void.ts': [
    {
      breaks: 'What was captured is given back, too.',
      before: 'voided: remainingOf(hold)',
      after: 'voided: hold.amount',
    },
    {
      breaks: 'What is voided is written down as expired.',
      before: 'captured: 0n, voided: remainingOf(hold), expired: 0n',
      after: 'captured: 0n, voided: 0n, expired: remainingOf(hold)',
    },
    {
      breaks: 'Whoever voids a hold can not say what versions or balances are expected.',
      before: "'void', circumstancesOf(event.body, view)",
      after: "'void', circumstancesOf({}, view)",
    },
  ],
  'ledger-core/src/expiry.ts': [
    {
      breaks: 'A hold does not expire in the moment that was agreed on.',
      before: 'view.recordedAt < hold.expiresAt',
      after: 'view.recordedAt <= hold.expiresAt',
    },
    {
      breaks: 'A hold without an end expires when anybody asks for it.',
      before: `if (hold.expiresAt === null) return refuse('hold_not_due', \`Hold \${id} does not expire.\`);
    if (view.recordedAt < hold.expiresAt)`,
      after: 'if (hold.expiresAt !== null && view.recordedAt < hold.expiresAt)',
    },
    {
      breaks: 'What expires is written down as voided.',
      before: 'voided: 0n, expired: remainingOf(hold)',
      after: 'voided: remainingOf(hold), expired: 0n',
    },
  ],
  'ledger-core/src/batch.ts': [
    {
      breaks: 'Each operation of a batch finds the balances from before it.',
      before: 'decide(operationEvent, operation, draft)',
      after: 'decide(operationEvent, operation, view)',
    },
    {
      breaks: 'What a batch has done so far is not looked at by the next operation.',
      before: 'draft.apply(effects);',
      after: '',
    },
    {
      breaks: 'A batch of just as many postings as there may be is refused.',
      before: 'postings > MOST_BATCH_POSTINGS',
      after: 'postings >= MOST_BATCH_POSTINGS',
    },
    {
      breaks: 'What a batch captures, voids or expires is not written down.',
      before: 'holdChanges.push(...effects.holdChanges);',
      after: '',
    },
    {
      breaks: 'A batch counts operations from 1.',
      before: 'const pointer = `/operations/${at}`;',
      after: 'const pointer = `/operations/${at + 1}`;',
    },
    {
      breaks: 'A batch does not point at the condition of the operation that was refused.',
      before: 'pointer + within',
      after: 'pointer',
    },
    {
      breaks: 'A batch goes on behind an operation that is refused.',
      before: 'return refuse(code, `Operation ${at}: ${detail}`, pointer + within);',
      after:
        'if (made.length === 0) return refuse(code, `Operation ${at}: ${detail}`, pointer + within); continue;',
    },
    {
      breaks: 'The postings of the last operation alone are counted.',
      before: 'postings += effects.entries',
      after: 'postings = effects.entries',
    },
  ],
};
