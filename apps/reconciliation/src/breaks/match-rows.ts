import type { ItemId } from '../matching/statement-matching';
import type { Mirror } from '../outside-statements/statement-rows';
import { newId } from '../writes/ids';
import type { Query } from '../writes/keyed-writes';

/** A match to be stored: of a rule, or of people. */
export interface NewMatch {
  readonly rule: string;
  readonly reason: string;
  readonly currency: string;
  readonly amount: bigint;
  readonly difference: { readonly amount: bigint; readonly fee: bigint; readonly days: number };
  readonly items: readonly Pick<ItemId, 'entry' | 'leg'>[];
  readonly lines: readonly string[];
  readonly madeBy?: string;
  readonly approvedBy?: string;
}

const ADD = `
insert into reconciliation.match (id, book, source, rule, reason, currency, amount, difference, made_by, approved_by)
select id, $2, $3, rule, reason, currency, amount, difference, made_by, approved_by
  from jsonb_to_recordset($1::jsonb) as match (id text, rule text, reason text, currency text, amount numeric,
       difference jsonb, made_by text, approved_by text)`;

const CLAIM_ITEMS = `
insert into reconciliation.match_item (match, book, source, entry, leg)
select match, $2, $3, entry, leg from jsonb_to_recordset($1::jsonb) as item (match text, entry bigint, leg integer)`;

const CLAIM_LINES = `
insert into reconciliation.match_line (match, line)
select match, line from jsonb_to_recordset($1::jsonb) as line (match text, line text)`;

/** Stores matches and what they claim. The database refuses a claim of what is claimed already. Returns their ids. */
export async function addMatches(
  query: Query,
  { book, source }: Mirror,
  matches: readonly NewMatch[],
): Promise<string[]> {
  const added = matches.map((match) => ({ ...match, id: newId('mat') }));
  const rows = added.map(({ madeBy = null, approvedBy = null, ...match }) => ({
    ...{ id: match.id, rule: match.rule, reason: match.reason, currency: match.currency },
    ...{ amount: match.amount, difference: match.difference, made_by: madeBy, approved_by: approvedBy },
  }));
  const items = added.flatMap((match) =>
    match.items.map(({ entry, leg }) => ({ match: match.id, entry, leg })),
  );
  const lines = added.flatMap((match) => match.lines.map((line) => ({ match: match.id, line })));
  await query(ADD, [json(rows), book, source]);
  await query(CLAIM_ITEMS, [json(items), book, source]);
  await query(CLAIM_LINES, [json(lines)]);
  return added.map(({ id }) => id);
}

/** JSON in which whole numbers of any size are text, which the database reads as the numbers that they are. */
export const json = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
