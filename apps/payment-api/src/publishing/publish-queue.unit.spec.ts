import { PublishQueue } from './publish-queue';

const item = (bytes = 1, since = performance.now()) => ({ bytes, since });
const FOREVER = 3_600_000;

function queue({ records = 100, bytes = 1_000 } = {}) {
  return new PublishQueue({ records, bytes }, { records: 3, bytes: 50 });
}

describe('PublishQueue', () => {
  it('lets a first item wait for others until a batch is full, and no longer', async () => {
    const waiting = queue();
    const batch = waiting.next(FOREVER);
    const items = [item(), item(), item()];
    for (const each of items) waiting.add(each);
    expect(await batch).toEqual(items);
  });

  it('is full by bytes too', async () => {
    const waiting = queue();
    const batch = waiting.next(FOREVER);
    waiting.add(item(49));
    waiting.add(item(1));
    expect(await batch).toHaveLength(2);
  });

  it('does not linger for an item that has waited longer than that already', async () => {
    const waiting = queue();
    waiting.add(item(1, performance.now() - 1_000));
    expect(await waiting.next(999)).toHaveLength(1);
  });

  it('lingers no longer than it may', async () => {
    const waiting = queue();
    waiting.add(item());
    expect(await waiting.next(1)).toHaveLength(1);
  });

  it('keeps what exceeds a batch for the next, in order', async () => {
    const waiting = queue();
    const items = [item(), item(), item(), item(), item(1, 0)];
    for (const each of items) waiting.add(each);
    expect(await waiting.next(FOREVER)).toEqual(items.slice(0, 3));
    expect(await waiting.next(0)).toEqual(items.slice(3));
    expect(waiting.length).toBe(0);
  });

  it('sends an item that is larger than a batch alone', async () => {
    const waiting = queue();
    for (const bytes of [10, 60, 10]) waiting.add(item(bytes, 0));
    const sizes = async () => (await waiting.next(0)).map(({ bytes }) => bytes);
    expect([await sizes(), await sizes(), await sizes()]).toEqual([[10], [60], [10]]);
  });

  it('refuses what exceeds its bounds, in number or in bytes, until there is room again', async () => {
    const few = queue({ records: 2 });
    expect([few.add(item()), few.add(item()), few.add(item())]).toEqual([true, true, false]);
    await few.next(0);
    expect(few.add(item())).toBe(true);
    const small = queue({ bytes: 60 });
    expect([small.add(item(40)), small.add(item(21)), small.add(item(20))]).toEqual([true, false, true]);
    await small.next(0);
    expect(small.add(item(40))).toBe(true);
  });

  it('gives out what has waited too long', () => {
    const waiting = queue();
    const items = [item(1, 10), item(1, 20), item(1, 30)];
    for (const each of items) waiting.add(each);
    expect(waiting.takeOlderThan(10)).toEqual([]);
    expect(waiting.takeOlderThan(30)).toEqual(items.slice(0, 2));
    expect(waiting.takeOlderThan(99)).toEqual(items.slice(2));
    expect(waiting.length).toBe(0);
  });

  it('goes on waiting when all that it had was taken out as overdue', async () => {
    for (const lingering of [false, true]) {
      const waiting = queue();
      const batch = waiting.next(1);
      waiting.add(item());
      if (lingering) await Promise.resolve();
      expect(waiting.takeOlderThan(Infinity)).toHaveLength(1);
      await new Promise((resolve) => setTimeout(resolve, 2));
      const later = item(1, 0);
      waiting.add(later);
      expect(await batch).toEqual([later]);
    }
  });

  it('gives what is left when it is closed, and then nothing', async () => {
    const waiting = queue();
    const lingering = waiting.next(FOREVER);
    waiting.add(item());
    waiting.close();
    expect(await lingering).toHaveLength(1);
    expect(await waiting.next(FOREVER)).toEqual([]);
  });

  it('ends the wait for a first item when it is closed', async () => {
    const waiting = queue();
    const batch = waiting.next(FOREVER);
    waiting.close();
    expect(await batch).toEqual([]);
  });
});
