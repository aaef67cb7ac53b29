import { compareRows, orderOf, type Row } from './compare-rows';

/** Books in an order that is not that of their characters. */
const ORDER = orderOf(
  new Map([
    ['a-b', 1],
    ['ab', 0],
  ]),
);

const row = (book: string, number: string, amount: string | null = '1'): Row => ({
  key: [book, number],
  columns: { amount, currency: 'GBP' },
});
async function* rowsOf(rows: readonly Row[]): AsyncGenerator<Row> {
  yield* rows;
}
const compared = (first: readonly Row[], second: readonly Row[]) =>
  compareRows(rowsOf(first), rowsOf(second), ORDER);

describe('The rows of two tables', () => {
  const rows = [row('ab', '9'), row('ab', '10'), row('a-b', '1'), row('a-b', '2')];

  it('are the same', async () => {
    expect(await compared(rows, rows)).toEqual({
      ...{ rows: [4, 4], only_first: 0, only_second: 0, different: 0, differences: [] },
    });
  });

  it('differ where one has a row that the other has not, and nowhere behind it', async () => {
    const [first, second, third, fourth] = rows as [Row, Row, Row, Row];
    expect(await compared([first, second, fourth], [second, third, fourth])).toMatchObject({
      ...{ rows: [3, 3], only_first: 1, only_second: 1, different: 0 },
      differences: [
        { key: ['ab', '9'], in: 'first' },
        { key: ['a-b', '1'], in: 'second' },
      ],
    });
    expect(await compared([], rows)).toMatchObject({ rows: [0, 4], only_second: 4 });
    expect(await compared(rows, rows.slice(0, 3))).toMatchObject({ only_first: 1, only_second: 0 });
  });

  it('differ in the columns that are not the same', async () => {
    const changed = [rows[0]!, row('ab', '10', '2'), row('a-b', '1', null), rows[3]!];
    expect(await compared(rows, changed)).toMatchObject({
      ...{ only_first: 0, only_second: 0, different: 2 },
      differences: [
        { key: ['ab', '10'], in: 'both', columns: { amount: ['1', '2'] } },
        { key: ['a-b', '1'], in: 'both', columns: { amount: ['1', null] } },
      ],
    });
  });

  it('differ in more than is told one by one', async () => {
    const many = Array.from({ length: 50 }, (_, at) => row('ab', String(at)));
    const { only_first: count, differences } = await compared(many, []);
    expect([count, differences.length]).toEqual([50, 20]);
  });
});
