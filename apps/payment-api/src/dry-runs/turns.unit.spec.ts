import { Turns } from './turns';

const FOREVER = 3_600_000;
const OVERLOADED = { code: 'overloaded', status: 503 };

describe('Turns', () => {
  /** What is under way and what waits ends with each test. */
  let isOver = false;
  const open = new Set<() => void>();
  const settled: Promise<unknown>[] = [];
  afterEach(async () => {
    isOver = true;
    for (const end of open) end();
    await Promise.allSettled(settled.splice(0));
    isOver = false;
  });

  /** Two at once, and what they were given to do, which is done when the test says so. */
  function turns({ waitingBytes = 100, waitMs = FOREVER } = {}) {
    const both = new Turns({ atOnce: 2, waitingBytes, waitMs });
    const begun: string[] = [];
    const ends = new Map<string, (error?: Error) => void>();
    const take = (name: string, bytes = 1) => {
      const taken = both.take(bytes, () => {
        begun.push(name);
        return new Promise<string>((resolve, reject) => {
          ends.set(name, (error) => (error ? reject(error) : resolve(name)));
          open.add(() => resolve(name));
          if (isOver) resolve(name);
        });
      });
      settled.push(taken);
      return taken;
    };
    return { take, begun, end: (name: string, error?: Error) => ends.get(name)!(error) };
  }

  it('are taken by so many at once, and then in the order in which they were asked for', async () => {
    const { take, begun, end } = turns();
    const taken = ['a', 'b', 'c', 'd'].map((name) => take(name));
    expect(begun).toEqual(['a', 'b']);
    end('b');
    expect(await taken[1]).toBe('b');
    expect(begun).toEqual(['a', 'b', 'c']);
    end('c');
    expect(await taken[2]).toBe('c');
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    end('a');
    end('d');
    await Promise.all(taken);
    // Nobody waits, so whoever comes next begins at once.
    void take('e');
    void take('f');
    void take('g');
    expect(begun.slice(4)).toEqual(['e', 'f']);
  });

  it('are handed on by one that fails', async () => {
    const { take, begun, end } = turns();
    const [a] = ['a', 'b', 'c'].map((name) => take(name));
    end('a', new Error('the database does not answer'));
    await expect(a).rejects.toThrow('the database does not answer');
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('are waited for by no more bytes than may wait, until there is room again', async () => {
    const { take, begun, end } = turns({ waitingBytes: 10 });
    // What does not wait is of any size.
    const first = take('a', 1_000);
    void take('b', 1_000);
    void take('c', 6);
    await expect(take('d', 5)).rejects.toMatchObject(OVERLOADED);
    void take('e', 4);
    end('a');
    await first;
    void take('f', 6);
    await expect(take('g', 1)).rejects.toMatchObject(OVERLOADED);
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('are waited for no longer than anybody may wait', async () => {
    const { take, begun, end } = turns({ waitingBytes: 10, waitMs: 1 });
    const first = take('a');
    void take('b');
    await expect(take('c', 10)).rejects.toMatchObject(OVERLOADED);
    // It has given its room back, and the turn is handed on to another.
    void take('d', 10);
    end('a');
    await first;
    expect(begun).toEqual(['a', 'b', 'd']);
  });
});
