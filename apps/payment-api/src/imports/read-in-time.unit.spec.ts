import { readInTime } from './read-in-time';

async function* said() {
  yield { line: 1 };
  yield { line: 2 };
}

describe('What is said to a client', () => {
  it('is one JSON value a line', async () => {
    const lines: string[] = [];
    for await (const line of readInTime(said(), () => undefined, 60_000)) lines.push(line);
    expect(lines).toEqual(['{"line":1}\n', '{"line":2}\n']);
  });

  it('is given up when it is not read', async () => {
    let lines: AsyncGenerator<string>;
    await new Promise<void>((giveUp) => {
      lines = readInTime(said(), giveUp, 1);
      void lines.next();
    });
    expect(await lines!.return(undefined)).toMatchObject({ done: true });
  });
});
