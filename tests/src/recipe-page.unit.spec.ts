import { accountsOf, headingOf, parseExchange, printExchange, renewed, shownOf } from './recipe-page.testing';

const capture = `POST /holds/hold_1/capture
Idempotency-Key: parcel-1

{
  "amount": "400"
}

201 { "hold": { "remaining": "600" } }`;

const page = `# A hold

| account              | type      | currency | lowest balance | it holds    |
| -------------------- | --------- | -------- | -------------- | ----------- |
| \`assets:psp\`         | asset     | GBP      | none           | what is due |
| \`liabilities:c1\`     | liability | GBP      | 0              | what we owe |

\`\`\`http
POST /holds
Idempotency-Key: order-1

{}

201 { "id": "hold_1" }
\`\`\`

\`\`\`sh
not touched: hold_0
\`\`\`

\`\`\`http
${capture}
\`\`\`

\`\`\`text assets:psp liabilities:c1
\`\`\`
`;

describe('A page of recipes', () => {
  it('has a heading, and accounts in its table', () => {
    expect(headingOf(page)).toBe('A hold');
    expect(accountsOf(page)).toEqual([
      { name: 'assets:psp', type: 'asset', currency: 'GBP', min_balance: null },
      { name: 'liabilities:c1', type: 'liability', currency: 'GBP', min_balance: '0' },
    ]);
  });

  it('shows requests as they are sent, and some of what is answered', () => {
    const exchange = parseExchange(capture);
    expect(exchange).toEqual({
      ...{ method: 'POST', path: '/holds/hold_1/capture', headers: { 'Idempotency-Key': 'parcel-1' } },
      ...{ body: '{\n  "amount": "400"\n}', status: 201, answer: { hold: { remaining: '600' } } },
    });
    expect(printExchange(exchange)).toBe(capture);
    const long = { data: [{ id: 'hold_1', said: 'x'.repeat(45) }, { id: 'hold_2' }], next_cursor: null };
    expect(printExchange({ ...exchange, answer: long })).toMatch(
      /\n\n201 \{\n  "data": \[\n    \{ "id": "hold_1", "said": "x+" \},\n    \{ "id": "hold_2" \}\n  \],\n  "next_cursor": null\n\}$/,
    );
    const read = 'GET /accounts/assets:psp\n\n200 { "version": "1" }';
    expect(printExchange(parseExchange(read))).toBe(read);
  });

  it.each(['', 'DELETE /holds\n\n200 {}', 'GET /holds', 'GET /holds\n\n200', 'GET /holds\n200 {}'])(
    'is refused where %j stands for a request and its answer',
    (content) => expect(() => parseExchange(content)).toThrow('No request and answer'),
  );

  it('is renewed block by block, with its new ids wherever they stand', async () => {
    const seen: unknown[] = [];
    const now = await renewed(page, async (block) => {
      seen.push(block.kind === 'exchange' ? block.exchange.path : block.names);
      if (block.kind === 't-accounts') return 'drawn';
      return printExchange({ ...block.exchange, answer: { id: `hold_a${seen.length}` } });
    });
    expect(seen).toEqual(['/holds', '/holds/hold_a1/capture', ['assets:psp', 'liabilities:c1']]);
    expect(now).toContain('201 { "id": "hold_a1" }\n```\n\n```sh\nnot touched: hold_0\n```\n');
    expect(now).toContain('```text assets:psp liabilities:c1\ndrawn\n```\n');
  });

  it('is the same again when all is answered as it says', async () => {
    const drawn = page.replace('c1\n```', 'c1\nassets:psp, GBP\n```');
    const again = await renewed(drawn, async (block) =>
      block.kind === 'exchange' ? printExchange(block.exchange) : 'assets:psp, GBP',
    );
    expect(again).toBe(drawn);
  });

  it('shows the fields that it asks for, and none that are not there', () => {
    const answered = { id: 'je_1', postings: [{ leg: 1, amount: '5' }, { leg: 2 }], reverses: null };
    expect(shownOf({ id: '', reverses: '' }, answered)).toEqual({ id: 'je_1', reverses: null });
    expect(shownOf({ postings: [{ amount: '' }] }, answered)).toEqual({ postings: [{ amount: '5' }] });
    expect(shownOf({ id: '', other: '' }, answered)).toEqual({ id: 'je_1' });
  });
});
