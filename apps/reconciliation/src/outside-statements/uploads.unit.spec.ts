import { Uploads } from './uploads';

describe('Files that come', () => {
  it('are read two at once, and another when one of them is done, however it ends', async () => {
    const uploads = new Uploads();
    const ends: (() => void)[] = [];
    const begin = () =>
      uploads.take(() => new Promise<void>((_, reject) => ends.push(() => reject(new Error('cut off')))));
    const [first, second] = [begin(), begin()];
    await expect(begin()).rejects.toMatchObject({ code: 'overloaded', status: 503 });
    ends[0]!();
    await expect(first).rejects.toThrow('cut off');
    expect(await uploads.take(() => Promise.resolve('read'))).toBe('read');
    ends[1]!();
    await expect(second).rejects.toThrow('cut off');
  });
});
