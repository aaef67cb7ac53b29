import { asOfBatch } from './import-answer';

const answered = (...lines: object[]) => {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const { status, text: said } = asOfBatch({ began: 0, ended: 1, status: 200, text });
  return [status, status === null ? null : (JSON.parse(said) as object)];
};
const chunk = { type: 'chunk', first_line: 1, last_line: 20, operation: 'op_1', replayed: false };
const end = { type: 'end', chunks: 1, next_line: 1 };

describe('The answer to an import', () => {
  it('is that of a batch which was posted', () => {
    const posted = { ...chunk, status: 'posted', posted: 20, refused: 0 };
    expect(answered(posted, { ...end, status: 'complete' })).toEqual([
      201,
      { operation: 'op_1', posted: 20 },
    ]);
  });

  it('is that of a batch which was refused, with a pointer to the operation that is in the line', () => {
    const errors = [{ line: 3, pointer: '/bought', detail: '' }];
    const refused = { ...chunk, status: 'rejected', code: 'rate_contradicts', errors };
    expect(answered(refused, { ...end, status: 'stopped', code: 'rate_contradicts' })).toEqual([
      422,
      { code: 'rate_contradicts', errors: [{ pointer: '/operations/2/bought' }] },
    ]);
    expect(answered({ ...chunk, status: 'rejected', code: 'idempotency_key_reused' })).toEqual([
      422,
      { code: 'idempotency_key_reused', errors: [] },
    ]);
  });

  it.each([
    ['invalid_request', 400],
    ['request_timeout', 408],
    ['internal_error', 500],
    ['unavailable', 503],
    ['outcome_unknown', 503],
  ])('is %s where nothing came of the file', (code, status) => {
    expect(answered({ ...end, status: 'stopped', code })).toEqual([status, { code, errors: [] }]);
  });

  it('is none where it says nothing, and as it is where it is a problem', () => {
    expect(answered()).toEqual([null, null]);
    const overloaded = { began: 0, ended: 1, status: 503, text: '{"code":"overloaded"}' };
    expect(asOfBatch(overloaded)).toBe(overloaded);
  });
});
