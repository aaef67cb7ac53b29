import { keyIdOf } from '@pacioli/contracts/operation-id';
import { subjectOf } from './subject';

const KEY_ID = '0123456789abcdef0123456789abcdef';

describe('What is traced', () => {
  it('is an operation, an entry or a hold by its id, with or without a book', () => {
    for (const book of [{}, { book: 'acme' }]) {
      expect(subjectOf(`op_${KEY_ID}_89abcdef`, book)).toMatchObject({ kind: 'operation', keyId: KEY_ID });
      const entry = { kind: 'entry', id: `je_${KEY_ID}`, from: `${KEY_ID.slice(0, 28)}0000`, n: 0xcdef };
      expect(subjectOf(`je_${KEY_ID}`, book)).toMatchObject({ ...entry, name: `entry je_${KEY_ID}` });
      expect(subjectOf(`hold_${KEY_ID}`, book)).toMatchObject({ ...entry, name: `hold hold_${KEY_ID}` });
    }
  });

  it('is an idempotency key where a book is named, of clients unless another source is', () => {
    const keyId = keyIdOf('http', 'acme', '2-981');
    expect(subjectOf('2-981', { book: 'acme' })).toMatchObject({ kind: 'key', book: 'acme', keyId });
    expect(subjectOf('2-981', { book: 'acme', source: 'import' })).toMatchObject({
      keyId: keyIdOf('import', 'acme', '2-981'),
      name: 'key "2-981" of source import in book acme',
    });
  });

  it('is a record by its position, and an entry by its number', () => {
    expect(subjectOf('2-981', {})).toMatchObject({ kind: 'place', place: { partition: 2, offset: 981n } });
    expect(subjectOf(undefined, { book: 'acme', entry: '17' })).toMatchObject({
      ...{ kind: 'entry_number', book: 'acme', number: 17n, name: 'entry 17 of book acme' },
    });
  });

  it('is nothing else', () => {
    for (const [what, options] of [
      [undefined, {}],
      [undefined, { book: 'acme' }],
      ['walk-4', {}],
      [`op_${KEY_ID}`, {}],
      ['walk-4', { book: 'acme', entry: '17' }],
      [undefined, { entry: '17' }],
      [undefined, { book: 'acme', entry: '0' }],
    ] as const)
      expect(() => subjectOf(what, options)).toThrow(
        expect.objectContaining({ name: 'UsageError' }) as Error,
      );
  });
});
