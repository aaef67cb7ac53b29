import { BookRequest } from '@pacioli/contracts/book';
import { AccountPath, AccountsQuery } from '@pacioli/contracts/request-parameters';
import { bodyOf, pathParametersOf, queryOf, refuseQuery } from './input';
import { Problem } from './problem';

function refusalOf(attempt: () => unknown): Problem['details']['errors'] {
  try {
    attempt();
  } catch (error) {
    expect((error as Problem).code).toBe('invalid_request');
    return (error as Problem).details.errors;
  }
  throw new Error('was not refused');
}

describe('what a request brings', () => {
  it('is passed on as it is', () => {
    const body = { id: 'acme', name: 'Acme Ltd' };
    expect(bodyOf(BookRequest)(body)).toBe(body);
  });

  it('is refused with the pointer of each bad field of a body', () => {
    const errors = refusalOf(() => bodyOf(BookRequest)({ id: 'Acme', extra: 1 }));
    expect(errors?.map(({ pointer }) => pointer).sort()).toEqual(['/extra', '/id', '/name']);
  });

  it('is refused with the name of a bad parameter', () => {
    expect(refusalOf(() => pathParametersOf(AccountPath)({ book: 'acme', account: 'A' }))?.[0]?.pointer).toBe(
      '{account}',
    );
    expect(refusalOf(() => queryOf(AccountsQuery)({ limit: '201' }))?.[0]?.pointer).toBe('?limit');
    expect(refusalOf(() => queryOf(AccountsQuery)({ limit: ['1', '2'] }))?.[0]?.pointer).toBe('?limit');
    expect(refusalOf(() => queryOf(AccountsQuery)({ page: '2' }))?.[0]?.pointer).toBe('?page');
    expect(refusalOf(() => refuseQuery({ at: 'now' }))?.[0]?.pointer).toBe('?at');
  });

  it.each(['1', '9', '10', '99', '100', '199', '200'])('may ask for %s things of a list', (limit) => {
    expect(queryOf(AccountsQuery)({ limit })).toEqual({ limit });
  });

  it.each(['0', '01', '201', '1000', '1e1', ' 1', '1.0', '-1', ''])(
    'may not ask for %j things of a list',
    (limit) => {
      expect(refusalOf(() => queryOf(AccountsQuery)({ limit }))?.[0]?.pointer).toBe('?limit');
    },
  );
});
