import { checkSource } from './checked-source';
import { CSV } from './statement-files.testing';
import { STRIPE } from './stripe';

const errorsOf = (document: unknown) => {
  const checked = checkSource(document);
  return 'errors' in checked ? checked.errors.map(({ pointer }) => pointer) : [];
};
const ofMapping = (given: object, columns: object = {}) =>
  errorsOf({
    name: 'bank',
    format: 'csv',
    mapping: { ...CSV, ...given, columns: { ...CSV.columns, ...columns } },
  });
const without = (object: object, ...fields: string[]) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !fields.includes(name)));

describe('A statement source', () => {
  it('has a mapping if its files are CSV, and else none', () => {
    expect(checkSource({ name: 'bank', format: 'csv', mapping: CSV })).toEqual({
      source: { name: 'bank', format: 'csv', mapping: CSV },
    });
    expect(errorsOf({ name: 'stripe', format: 'stripe' })).toEqual([]);
    expect(errorsOf({ name: 'bank', format: 'camt.053' })).toEqual([]);
    expect(errorsOf({ name: 'bank', format: 'csv' })).toEqual(['/mapping']);
    expect(errorsOf({ name: 'bank', format: 'camt.053', mapping: CSV })).toEqual(['/mapping']);
    expect(errorsOf({ name: 'bank', format: 'mt940' })).toEqual(['/format']);
  });

  it('may have the mapping that is built in', () => {
    expect(ofMapping(without(STRIPE, 'columns'), STRIPE.columns)).toEqual(['/mapping/currency']);
    expect(errorsOf({ name: 'stripe', format: 'csv', mapping: STRIPE })).toEqual([]);
  });

  it.each([
    [{ encoding: 'utf-7' }, '/encoding'],
    [{ delimiter: 'x' }, '/delimiter'],
    [{ delimiter: '"' }, '/delimiter'],
    [{ quote: ',' }, '/quote'],
    [{ skip_lines: -1 }, '/skip_lines'],
    [{ skip_lines: 1001 }, '/skip_lines'],
    [{ skip_lines: 0.5 }, '/skip_lines'],
    [{ decimal_mark: ';' }, '/decimal_mark'],
    [{ thousands_mark: '.' }, '/thousands_mark'],
    [{ positive_is: 'up' }, '/positive_is'],
    [{ debits_are_negative: true }, '/debits_are_negative'],
    [{ fees_are_negative: true }, '/fees_are_negative'],
    [{ currency: 'gbp' }, '/currency'],
    [{ currency: undefined }, '/currency'],
    [{ date_formats: [] }, '/date_formats'],
    [{ date_formats: ['yyyy-MM-dd', 'HH:mm'] }, '/date_formats/1'],
    [{ date_formats: ['yyyy-MM-dd', ''] }, '/date_formats/1'],
    [{ date_formats: ['YYYY-MM-DD'] }, '/date_formats/0'],
    [{ time_zone: 'Europe/Atlantis' }, '/time_zone'],
    [{ colour: 'red' }, '/colour'],
    [{ columns: {} }, '/columns/x'],
  ])('is refused with a pointer to what is wrong: %j', (given, pointer) => {
    expect(errorsOf({ name: 'bank', format: 'csv', mapping: { ...CSV, ...given } })).toContain(
      pointer === '/columns/x' ? '/mapping/columns/reference' : `/mapping${pointer}`,
    );
  });

  it.each([
    [{ amount: undefined }, ['/columns/amount']],
    [{ debit: 'Out', credit: 'In' }, ['/columns/debit', '/columns/credit']],
    [{ amount: undefined, debit: 'Out' }, ['/columns/credit']],
    [{ amount: undefined, credit: 'In' }, ['/columns/debit']],
    [{ amount: undefined, debit: 'Out', credit: 'In' }, []],
    [{ currency: 'Currency' }, ['/currency']],
    [{ net: 'Net' }, ['/columns/net']],
    [{ fee: 'Fee', net: 'Net' }, []],
    [{ reference: '' }, ['/columns/reference']],
    [{ reference: undefined }, ['/columns/reference']],
    [{ other_references: Array(11).fill('a') }, ['/columns/other_references']],
    [{ other_references: ['a', 1] }, ['/columns/other_references/1']],
    [{ colour: 'red' }, ['/columns/colour']],
  ])('has columns that go together, or says which do not: %j', (columns, pointers) => {
    expect(ofMapping({}, columns)).toEqual(pointers.map((pointer) => `/mapping${pointer}`));
  });

  it('names the placeholders of a day where a form lacks them', () => {
    const mapping = { ...CSV, date_formats: ['YYYY-MM-DD'] };
    expect(checkSource({ name: 'bank', format: 'csv', mapping })).toEqual({
      errors: [
        { pointer: '/mapping/date_formats/0', detail: expect.stringMatching(/yyyy.*MM.*dd/) as string },
      ],
    });
  });

  it('says what a sign is of only where there is one', () => {
    const split = { amount: undefined, debit: 'Out', credit: 'In' };
    expect(ofMapping({ debits_are_negative: true }, split)).toEqual([]);
    expect(ofMapping({ positive_is: 'out' }, split)).toEqual(['/mapping/positive_is']);
    expect(ofMapping({ positive_is: 'out' })).toEqual([]);
    expect(ofMapping({ fees_are_negative: true }, { fee: 'Fee' })).toEqual([]);
  });
});
