import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEAD_LETTER_REASONS } from './payment-event';
import { problemDocument, ProblemDocument, PROBLEMS, REFUSAL_CODES } from './problem';
import { checkerOf } from './schema';

const page = readFileSync(join(__dirname, '../../../docs/refusals.md'), 'utf8');

describe('docs/refusals.md', () => {
  it('has a row for every code, with its status, and no other', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` +\| (\d{3}) +\| (.+?) +\| (.+?) +\|$/gm)];
    expect(rows.map(([, code, status]) => [code, Number(status)]).sort()).toEqual(
      Object.entries(PROBLEMS)
        .map(([code, { status }]) => [code, status])
        .sort(),
    );
  });

  it('lists the causes of every refusal, and nothing else', () => {
    const orders = page.slice(page.indexOf('## In which order'), page.indexOf('## Records'));
    const listed = [...orders.matchAll(/^\d+\. `(\w+)`$/gm)].map(([, code]) => code);
    expect([...new Set(listed)].sort()).toEqual([...REFUSAL_CODES].sort());
  });

  it('lists the reasons of dead letters in the order in which they are checked', () => {
    const reasons = page.slice(page.indexOf('## Records'));
    expect([...reasons.matchAll(/^\d+\. `(\w+)`:/gm)].map(([, reason]) => reason)).toEqual([
      ...DEAD_LETTER_REASONS,
    ]);
  });
});

describe('A problem document', () => {
  const rest = { detail: 'There is no book acme.', instance: '/v1/books/acme/transfers' };

  it('has type, title and status from its code', () => {
    const document = problemDocument('book_not_found', rest);
    expect(document).toEqual({
      ...{ type: 'urn:pacioli:problem:book_not_found', title: 'The book does not exist', status: 422 },
      ...{ code: 'book_not_found', ...rest },
    });
    expect(checkerOf(ProblemDocument)(document)).toEqual([]);
  });

  it('may have another status, an operation and the fields that are wrong', () => {
    const more = { status: 404, operation: 'op_1', errors: [{ pointer: '/amount', detail: 'is missing' }] };
    const document = problemDocument('book_not_found', { ...rest, ...more });
    expect(document).toMatchObject(more);
    expect(checkerOf(ProblemDocument)(document)).toEqual([]);
  });

  it('of a refusal by the ledger has the status 422', () => {
    for (const code of REFUSAL_CODES) expect([code, PROBLEMS[code].status]).toEqual([code, 422]);
  });
});
