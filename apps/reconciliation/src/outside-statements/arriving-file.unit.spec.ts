import { PassThrough, Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { arriving } from './arriving-file';

async function readAll(body: Readable, limits?: Parameters<typeof arriving>[1]): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of arriving(body, limits)) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe('A file that arrives', () => {
  it('is read to its end', async () => {
    expect(await readAll(Readable.from([Buffer.from('a'), Buffer.from('b')]))).toBe('ab');
  });

  it('has a time for all of it, though something always comes', async () => {
    const drip = Readable.from(
      (async function* () {
        for (;;) {
          await turn();
          yield Buffer.from('a');
        }
      })(),
    );
    const reading = readAll(drip, { goesOnWithinMs: 10_000, wholeWithinMs: 20 });
    await expect(reading).rejects.toMatchObject({ code: 'request_timeout' });
    drip.destroy();
  });

  it('has a time for its next bytes', async () => {
    const reading = readAll(new PassThrough(), { goesOnWithinMs: 1, wholeWithinMs: 10_000 });
    await expect(reading).rejects.toMatchObject({ code: 'request_timeout' });
  });

  it('is refused when its sender hangs up, which is no failure of ours', async () => {
    const body = new PassThrough();
    body.write('a');
    const reading = readAll(body);
    body.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
    await expect(reading).rejects.toMatchObject({ code: 'malformed_request', status: 400 });
  });
});
