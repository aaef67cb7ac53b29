/* eslint-disable no-template-curly-in-string -- what stands in these strings is code */
import type { PlantedBugs } from './planted-bug';

/** Of whatever posts: transfers, journal entries, reversals, and what they have in common. */
export const BUGS_OF_ENTRIES: PlantedBugs = {
  'ledger-core/src/post-entry.ts': [
    {
      breaks: 'An expected version that the account has passed already is taken for met.',
      before: 'if (actual !== BigInt(version))',
      after: 'if (actual < BigInt(version))',
    },
    {
      breaks: 'The first moment of a closed month is still open.',
      before: 'startsAt <= effectiveAt && effectiveAt < endsAt',
      after: 'startsAt < effectiveAt && effectiveAt < endsAt',
    },
    {
      breaks: 'The first moment after a closed month is closed, too.',
      before: 'startsAt <= effectiveAt && effectiveAt < endsAt',
      after: 'startsAt <= effectiveAt && effectiveAt <= endsAt',
    },
    {
      breaks: 'Of the closed months only the first is looked at.',
      before: `const closed = book.closedPeriods.find(
    (`,
      after: `const closed = book.closedPeriods.slice(0, 1).find(
    (`,
    },
    {
      breaks: 'A balance may not come down to its limit itself.',
      before: 'after < account.minBalance && after < before',
      after: 'after <= account.minBalance && after < before',
    },
    {
      breaks: 'A balance beyond its lower limit can not come back towards it.',
      before: 'after < account.minBalance && after < before',
      after: 'after < account.minBalance',
    },
    {
      breaks: 'What holds have reserved can be spent.',
      before: 'const after = availableBalance(totals, normal);',
      after: 'const after = postedBalance(totals, normal);',
    },
    {
      breaks: 'A balance may not rise to its limit itself.',
      before: 'after > account.maxBalance && after > before',
      after: 'after >= account.maxBalance && after > before',
    },
    {
      breaks: 'A balance above its limit can not be lowered by less than all of what is too much.',
      before: 'after > account.maxBalance && after > before',
      after: 'after > account.maxBalance',
    },
    {
      breaks: 'What holds are going to bring is not counted towards the highest balance.',
      before: 'const after = highestBalance(totals, normal);',
      after: 'const after = postedBalance(totals, normal);',
    },
    {
      breaks: 'Limits are looked at in the wrong order.',
      before: 'belowMinimum(touched) ?? aboveMaximum(touched)',
      after: 'aboveMaximum(touched) ?? belowMinimum(touched)',
    },
    {
      breaks: 'Expected versions come before closed periods.',
      before: `closedPeriod(effectiveAt, view) ??
    otherVersion(expectedVersions, view) ??`,
      after: `otherVersion(expectedVersions, view) ??
    closedPeriod(effectiveAt, view) ??`,
    },
    {
      breaks: 'A suspended account is named before a closed one.',
      before: `if (closed) return refuse('account_closed', \`Account \${closed.name} is closed.\`);
  const suspended = accounts.find(({ status }) => status === 'SUSPENDED');
  return suspended && refuse('account_suspended', \`Account \${suspended.name} is suspended.\`);`,
      after: `const suspended = accounts.find(({ status }) => status === 'SUSPENDED');
  if (suspended) return refuse('account_suspended', \`Account \${suspended.name} is suspended.\`);
  return closed && refuse('account_closed', \`Account \${closed.name} is closed.\`);`,
    },
    {
      breaks: 'The second posting of an entry to an account forgets the first.',
      before: 'touched.totals = totalsAfter(touched.totals, line);',
      after: 'touched.totals = totalsAfter(touched.account.totals, line);',
    },
    {
      breaks: 'Two postings of an entry to one account have the same version.',
      before: 'touched.version += 1n;',
      after: 'touched.version = touched.account.version + 1n;',
    },
    {
      breaks: 'Something can be reserved on a suspended account.',
      before: "layer !== 'released'",
      after: "layer === 'posted'",
    },
    {
      breaks: 'Nothing can be given back to a suspended account.',
      before: "lines.some(({ layer }) => layer !== 'released') ? closedOrSuspended(touched) : undefined",
      after: 'closedOrSuspended(touched)',
    },
    {
      breaks: 'A condition on what is available looks at what is posted.',
      before:
        "balance === 'posted' ? postedBalance(account.totals, normal) : availableBalance(account.totals, normal)",
      after: 'postedBalance(account.totals, normal)',
    },
    {
      breaks: 'A balance that is at least as wanted must be more.',
      before: 'gte: actual >= wanted',
      after: 'gte: actual > wanted',
    },
    {
      breaks: 'A balance that is at most as wanted must be less.',
      before: 'lte: actual <= wanted',
      after: 'lte: actual < wanted',
    },
    {
      breaks: 'A condition is looked at on the side of the debits, whatever the account.',
      before: `const normal = normalBalance(account.type);
    const actual =`,
      after: `const normal = 'DEBIT';
    const actual =`,
    },
    {
      breaks: 'A refusal points at the condition behind the one that is not met.',
      before: '`/conditions/${at}`',
      after: '`/conditions/${at + 1}`',
    },
    {
      breaks: 'All entries of a batch have the same number.',
      before: 'number: view.book.entries + 1n',
      after: 'number: view.entriesBefore + 1n',
    },
    {
      breaks: 'All entries of a batch have the same id.',
      before: 'const place = Number(view.book.entries - view.entriesBefore);',
      after: 'const place = 0;',
    },
    {
      breaks: 'An answer to rules 1 tells balances that they did not know.',
      before: 'currency, version, balance_after }',
      after: 'currency, version, balance_after, pending_after, available_after }',
    },
    {
      breaks: 'An answer to rules 1 tells layers, which they did not know.',
      before: 'return { account, direction,',
      after: 'return { account, layer, direction,',
    },
    {
      breaks: 'A time of effect that the client gave is passed over.',
      before: 'body.effective_at === undefined ? view.recordedAt : Date.parse(body.effective_at)',
      after: 'view.recordedAt',
    },
  ],
  'ledger-core/src/transfer.ts': [
    {
      breaks: 'A transfer runs the wrong way.',
      before: `{ account: debit, layer: 'posted', direction: 'DEBIT', amount, currency },
        { account: credit, layer: 'posted', direction: 'CREDIT', amount, currency },`,
      after: `{ account: debit, layer: 'posted', direction: 'CREDIT', amount, currency },
        { account: credit, layer: 'posted', direction: 'DEBIT', amount, currency },`,
    },
    {
      breaks: 'An account can be transferred to itself.',
      before: 'if (debit === credit)',
      after: 'if (!debit)',
    },
  ],
  'ledger-core/src/journal-entry.ts': [
    {
      breaks: 'A sum is made and never kept, so that any entry is balanced.',
      before: 'sums.set(currency, sum);',
      after: '',
    },
    {
      breaks: 'Currencies are added to each other.',
      before: `sums.get(currency) ?? { debits: 0n, credits: 0n };
    sums.set(currency, sum);`,
      after: `sums.get('') ?? { debits: 0n, credits: 0n };
    sums.set('', sum);`,
    },
  ],
  'ledger-core/src/reversal.ts': [
    {
      breaks: 'A reversal posts the entry once more.',
      before: "direction === 'DEBIT' ? 'CREDIT' : 'DEBIT'",
      after: "direction === 'DEBIT' ? 'DEBIT' : 'CREDIT'",
    },
    {
      breaks: 'A reversal undoes the first two postings of an entry, and leaves the others.',
      before: 'entry.postings.map(',
      after: 'entry.postings.slice(0, 2).map(',
    },
    {
      breaks: 'A reversal can be reversed.',
      before: 'if (entry.reverses)',
      after: 'if (entry.reverses && entry.reversedBy !== null)',
    },
    {
      breaks: 'An entry can be reversed twice.',
      before: 'if (entry.reversedBy !== null)',
      after: 'if (entry.reversedBy === id)',
    },
    {
      breaks: 'An entry of a hold is reversed by one without postings.',
      before: 'if (entry.postings.length === 0)',
      after: 'if (entry.postings.length < 0)',
    },
    {
      breaks: 'A reversal names the newest entry as the one that it undoes.',
      before: 'reverses: { number: entry.number, id }',
      after: 'reverses: { number: view.book.entries, id }',
    },
    {
      breaks: 'A reversal of a reversal is said to be reversed, where it is.',
      before: `if (entry.reverses)
      return refuse('is_a_reversal', \`\${id} is itself the reversal of \${entry.reverses.id}: post it anew.\`);
    if (entry.reversedBy !== null)
      return refuse('already_reversed', \`\${id} was reversed by \${entry.reversedBy}.\`);`,
      after: `if (entry.reversedBy !== null)
      return refuse('already_reversed', \`\${id} was reversed by \${entry.reversedBy}.\`);
    if (entry.reverses)
      return refuse('is_a_reversal', \`\${id} is itself the reversal of \${entry.reverses.id}: post it anew.\`);`,
      equivalent: 'a reversal is never reversed, so that no entry has both causes',
    },
  ],
  'ledger-core/src/balance.ts': [
    {
      breaks: 'The largest total that can be kept is refused.',
      before: 'totals.debitsPosted > LARGEST_TOTAL',
      after: 'totals.debitsPosted >= LARGEST_TOTAL',
    },
    {
      breaks: 'The posted totals alone are kept from running over.',
      before: `||
  totals.debitsPending > LARGEST_TOTAL ||
  totals.creditsPending > LARGEST_TOTAL`,
      after: '',
    },
    {
      breaks: 'What is going to come in is taken from what is available, and what goes out is not.',
      before: "(normal === 'DEBIT' ? totals.creditsPending : totals.debitsPending)",
      after: "(normal === 'DEBIT' ? totals.debitsPending : totals.creditsPending)",
    },
    {
      breaks: 'What is released is reserved once more.',
      before: "layer === 'released' ? -amount : amount",
      after: 'amount',
    },
    {
      breaks: 'Expenses grow by credits.',
      before: "type === 'asset' || type === 'expense' ? 'DEBIT'",
      after: "type === 'asset' ? 'DEBIT'",
    },
    {
      breaks: 'The pending balance of a liability goes the wrong way.',
      before: "(normal === 'DEBIT' ? pending : -pending)",
      after: 'pending',
    },
    {
      breaks: 'A total may pass what PostgreSQL can keep, by one.',
      before: '2n ** 63n - 1n',
      after: '2n ** 63n',
    },
  ],
};
