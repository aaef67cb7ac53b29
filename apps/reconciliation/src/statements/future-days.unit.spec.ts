import { readStatement } from './read-statement';
import type { StatementItem } from './statement-item';
import { csvSource } from './statement-files.testing';

async function readAt(now: string, zone: string, row: string): Promise<StatementItem> {
  const source = csvSource({ time_zone: zone }, { value_on: 'Value' });
  const chunks = (async function* () {
    yield* [Buffer.from(`Ref,Amount,Date,Value\n${row}\n`)];
  })();
  const items: StatementItem[] = [];
  for await (const item of readStatement(source, chunks, new Date(now))) items.push(item);
  return items[0]!;
}

describe('A day that has not come', () => {
  it.each([
    ['UTC', '2026-01-31T23:30:00Z', '2026-02-01', 'line'],
    ['UTC', '2026-01-31T23:30:00Z', '2026-02-02', 'bad_line'],
    ['Pacific/Auckland', '2026-01-31T23:30:00Z', '2026-02-02', 'line'],
    ['UTC', '2026-01-31T23:30:00Z', '2999-01-01', 'bad_line'],
  ])('in %s at %s: a line booked on %s is a %s', async (zone, now, day, type) => {
    expect(await readAt(now, zone, `a,1.00,${day},`)).toMatchObject({ type });
  });

  it.each([
    ['2026-02-07', 'line'],
    ['2027-02-01', 'line'],
    ['2027-02-02', 'bad_line'],
  ])('may be that of its value, %s, within a year: a %s', async (day, type) => {
    expect(await readAt('2026-01-31T12:00:00Z', 'UTC', `a,1.00,2026-01-31,${day}`)).toMatchObject({ type });
  });

  it('is named with what is wrong', async () => {
    const item = await readAt('2026-01-31T12:00:00Z', 'UTC', 'a,1.00,2999-01-01,');
    expect(item).toMatchObject({ badLine: { code: 'date_in_future', place: { line: 2 } } });
  });

  it('is none in a camt.053 file either', async () => {
    const file =
      '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Ntry><Amt Ccy="GBP">1.00</Amt>' +
      '<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2999-01-01</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>';
    const chunks = (async function* () {
      yield* [Buffer.from(file)];
    })();
    const items: StatementItem[] = [];
    for await (const item of readStatement({ format: 'camt.053' }, chunks, new Date('2026-01-31')))
      items.push(item);
    expect(items[0]).toMatchObject({ badLine: { code: 'date_in_future' } });
  });
});
