import { DocumentedApi, transfer } from './documented-api.testing';
import { bookForEachTest, codeOf, DocumentedBook, made } from './documented-book.testing';

/** Months that are closed. Every answer is held against the OpenAPI document. */
describe('Periods', () => {
  let api: DocumentedApi;
  let book: DocumentedBook;
  bookForEachTest('kept', (opened) => ({ api, book } = opened));

  it('close for ever: what is recorded later takes effect outside, and corrections point back', async () => {
    const october = { effective_at: '2025-10-31T23:59:59.999Z' };
    const sold = await made(book.post('/transfers', transfer('500', october)));
    const closed = await made(book.post('/periods/2025-10/close'));
    expect(closed).toMatchObject({
      ...{ period: '2025-10', status: 'closed' },
      ...{ starts_at: '2025-10-01T00:00:00.000Z', ends_at: '2025-11-01T00:00:00.000Z' },
    });
    expect(await book.get('/periods/2025-10')).toEqual(closed);
    expect(await codeOf(book.post('/periods/2025-10/close'))).toBe('period_already_closed');
    expect(await codeOf(book.post('/transfers', transfer('1', october)))).toBe('period_closed');
    await made(book.post('/transfers', transfer('1', { effective_at: '2025-11-01T00:00:00.000Z' })));
    const path = `/journal-entries/${sold['id'] as string}/reversal`;
    expect(await codeOf(book.post(path, october))).toBe('period_closed');
    expect(await made(book.post(path))).toMatchObject({ reverses: sold['id'] });
    expect(await book.account('?effective_at=2025-10-31T23:59:59.999Z')).toMatchObject({
      balances: { posted: '500' },
    });
  });

  it('are reckoned where the book is kept, and closed once they are over', async () => {
    const id = 'tokyo';
    await made(api.post('/v1/books', `open ${id}`, { id, name: 'Tokyo', time_zone: 'Asia/Tokyo' }));
    const close = (period: string) =>
      api.post(`/v1/books/${id}/periods/${period}/close`, `close ${period}`, {});
    expect(await made(close('2025-10'))).toMatchObject({
      ...{ starts_at: '2025-09-30T15:00:00.000Z', ends_at: '2025-10-31T15:00:00.000Z' },
    });
    expect(await codeOf(close('2999-12'))).toBe('period_not_over');
    expect(await codeOf(close('2025-13'))).toBe('invalid_request');
    await made(close('2025-09'));
    const page = await api.get<{ data: { period: string }[] }>(`/v1/books/${id}/periods`);
    expect(page.data.map(({ period }) => period)).toEqual(['2025-10', '2025-09']);
    expect(await codeOf(api.send('GET', `/v1/books/${id}/periods/2025-08`))).toBe('period_not_closed');
  });

  it('are not looked for in a book that is not there, and the key of who asked is as new as it was', async () => {
    const close = (query = '') => api.post(`/v1/books/later/periods/2025-10/close${query}`, 'early', {});
    for (const query of ['', '?dry_run=true'])
      expect(await close(query)).toMatchObject({ status: 404, body: { code: 'book_not_found' } });
    await made(api.post('/v1/books', 'later', { id: 'later', name: 'Later', time_zone: 'Asia/Tokyo' }));
    expect(await made(close())).toMatchObject({ starts_at: '2025-09-30T15:00:00.000Z' });
  });
});
