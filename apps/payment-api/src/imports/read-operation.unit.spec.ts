import { readOperation } from './read-operation';

const transfer = {
  type: 'transfer',
  debit: 'assets:psp',
  credit: 'liabilities:m42',
  amount: '1',
  currency: 'GBP',
};
const text = JSON.stringify(transfer);
const pointersIn = (line: string | Buffer) => {
  const read = readOperation(Buffer.from(line));
  return 'errors' in read ? read.errors.map(({ pointer }) => pointer) : [];
};

describe('A line', () => {
  it('is an operation as in a batch, whatever stands around it', () => {
    for (const line of [text, ` ${text}\r`, text.replace('}', ',"description":"\\u0041 \\u00e9"}')])
      expect(readOperation(Buffer.from(line))).toMatchObject({ operation: transfer });
  });

  it.each([
    ['empty', ''],
    ['not JSON', '{"type":'],
    ['two values', `${text}${text}`],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['nested too deeply', '['.repeat(100_000)],
    ...['__proto__', '_\\u005fproto__', '__p\\u0072oto__', '\\u005F_proto__'].map(
      (name): [string, string] => [
        `a way to a prototype, ${name}`,
        text.replace('{', `{"metadata":{"${name}":"x"},`),
      ],
    ),
    ['null', 'null'],
    ['a list', `[${text}]`],
  ])('that is %s is refused as a whole', (_, line) => {
    expect(pointersIn(line)).toEqual(['']);
  });

  it('is refused with a pointer into it', () => {
    expect(pointersIn(JSON.stringify({ ...transfer, amount: 1 }))).toEqual(['/amount']);
    expect(pointersIn(JSON.stringify({ ...transfer, type: 'gift' }))).toEqual(['/type']);
    expect(pointersIn(JSON.stringify({ ...transfer, extra: 1 }))).toEqual(['/extra']);
    expect(pointersIn(JSON.stringify({ ...transfer, metadata: { a: '\ud800' } }))).toEqual(['/metadata/a']);
  });
});
