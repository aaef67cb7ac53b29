import { Routes } from './routes';

describe('Routes', () => {
  const routes = new Routes();
  routes.add('/v1/books', 'POST');
  routes.add('/v1/books/:book', ['GET', 'HEAD']);
  routes.add('/v1/books/:book/reports/latest', 'GET');
  routes.add('/v1/books/:book/reports/:report', 'DELETE');
  routes.add('/docs/*', 'GET');

  it.each([
    ['/v1/books', ['POST']],
    ['/v1/books/acme', ['GET', 'HEAD']],
    ['/v1/books/acme/reports/latest', ['DELETE', 'GET']],
    ['/v1/books/acme/reports/other', ['DELETE']],
    ['/docs/', ['GET']],
    ['/docs/a/b.js', ['GET']],
    ['/docs', []],
    ['/', []],
    ['/v1/books/', []],
    ['/v1/books/acme/', []],
    ['/v1/books/acme/reports', []],
  ])('%s answers to %j', (path, methods) => {
    expect(routes.allowed(path)).toEqual(methods);
  });
});
