import { totalsWith, type Totals } from './account';
import type { Evidence } from './evidence';
import { grouped, idOf } from './id';

/** Entries that do not net to zero in each currency and layer, or have not the postings that they say. */
export function unbalanced({ entries, postings }: Evidence): string[] {
  const byEntry = grouped(postings, ({ book, entry }) => idOf(book, entry));
  return entries.flatMap(({ book, number, postingCount }) => {
    const own = byEntry.get(idOf(book, number)) ?? [];
    if (own.length !== postingCount)
      return [`entry ${number} of ${book} has ${own.length} postings and says ${postingCount}`];
    return netsOf(own, ({ currency, layer }) => `${currency} ${layer}`).map(
      ([what, net]) => `entry ${number} of ${book} nets to ${net} ${what}`,
    );
  });
}

/** Books that do not net to zero in each currency, in what moved and in what is pending. */
export const notConserved = ({ postings }: Evidence): string[] =>
  netsOf(postings, ({ book, currency, layer }) => idOf(book, currency, layer)).map(
    ([id, net]) => `${id} nets to ${net}`,
  );

function netsOf(postings: Evidence['postings'], id: (posting: Evidence['postings'][number]) => string) {
  const nets = new Map<string, bigint>();
  for (const posting of postings) {
    const { direction, amount } = posting;
    nets.set(id(posting), (nets.get(id(posting)) ?? 0n) + (direction === 'DEBIT' ? amount : -amount));
  }
  return [...nets].filter(([, net]) => net !== 0n);
}

const NO_TOTALS: Totals = { debits: 0n, credits: 0n, debitsPending: 0n, creditsPending: 0n };

/** Accounts whose versions leave one out, or whose totals do not follow from those before. */
export function brokenAccounts({ postings }: Evidence): string[] {
  const byAccount = grouped(postings, ({ book, account }) => idOf(book, account));
  return [...byAccount].flatMap(([id, own]) => {
    let [version, totals] = [0n, NO_TOTALS];
    for (const posting of own.sort((a, b) => (a.version < b.version ? -1 : 1))) {
      version += 1n;
      totals = totalsWith(totals, posting);
      if (posting.version !== version)
        return [`account ${id} has version ${posting.version} where ${version} is next`];
      if (printTotals(posting) !== printTotals(totals))
        return [
          `account ${id} version ${version} holds ${printTotals(posting)}, expected ${printTotals(totals)}`,
        ];
    }
    return [];
  });
}

/** Accounts whose revisions leave one out. */
export function brokenRevisions({ accountChanges }: Evidence): string[] {
  const byAccount = grouped(accountChanges, ({ book, account }) => idOf(book, account));
  return [...byAccount].flatMap(([id, own]) => {
    const revisions = own.map(({ revision }) => revision).sort((a, b) => (a < b ? -1 : 1));
    const at = revisions.findIndex((revision, index) => revision !== BigInt(index + 1));
    return at < 0 ? [] : [`account ${id} has revision ${revisions[at]} where ${at + 1} is next`];
  });
}

/** Debits and credits, posted and pending. */
export const printTotals = ({ debits, credits, debitsPending, creditsPending }: Totals): string =>
  `${debits}/${credits} ${debitsPending}/${creditsPending}`;
