import { prefersCsv } from './csv';

describe('CSV', () => {
  it.each([
    [undefined, false],
    ['*/*', false],
    ['text/*', false],
    ['text/csv', true],
    ['Text/CSV; header=present', true],
    ['text/csv, application/json', true],
    ['application/json, text/csv;q=0.9', false],
    ['application/json;q=0.1, text/csv; q=0.5', true],
    ['text/csv;q=0', false],
    ['text/csv;q=nonsense', false],
  ])('is what Accept: %s asks for: %p', (accept, expected) => {
    expect(prefersCsv({ headers: { accept } })).toBe(expected);
  });
});
