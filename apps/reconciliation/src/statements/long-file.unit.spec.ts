import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import { readStatement } from './read-statement';
import { csvSource } from './statement-files.testing';

const LINES = 100_000;
const MOST_GROWTH = 200 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is held, without what nobody holds any more. */
function heldBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

describe('A CSV file of 100,000 lines', () => {
  it('is read in less than 200 MB', async () => {
    const source = csvSource({}, { description: 'Text' });
    const before = heldBytes();
    let largest = before;
    let lines = 0;
    for await (const item of readStatement(source, longFile())) {
      if (item.type === 'line') lines += 1;
      if (lines % 20_000 === 0) largest = Math.max(largest, heldBytes());
    }
    expect(lines).toBe(LINES);
    expect(largest - before).toBeLessThan(MOST_GROWTH);
  });
});

/** As no file is kept in memory, so this one is not. */
async function* longFile(): AsyncGenerator<Buffer> {
  yield Buffer.from('Ref,Amount,Date,Text\n');
  for (let line = 0; line < LINES; line += 1_000) {
    const rows = Array.from(
      { length: 1_000 },
      (_, at) => `order-${line + at},${line + at}.50,2026-01-31,"Payment of ${'a customer '.repeat(4)}"\n`,
    );
    yield Buffer.from(rows.join(''));
  }
}
