import pino from 'pino';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { ArrivingFile } from './arriving-file';
import { Import, type ImportSettings } from './import';

const FULL = 10_000;
const line = '{"type":"transfer","debit":"assets","credit":"income","amount":"1","currency":"GBP"}\n';
const done = { operation: 'op_1', replayed: false, refusal: undefined };

function settings(rest: Partial<ImportSettings>): ImportSettings {
  const log = pino({ level: 'silent' });
  return {
    ...{ decide: async () => done, goesOnAfterRefusal: false, stopping: new AbortController().signal, log },
    ...rest,
  };
}

/** All that is answered, but not how long a client is listened to after that. */
async function answerOf(body: Readable, rest: Partial<ImportSettings> = {}) {
  const all = settings(rest);
  const lines: object[] = [];
  for await (const said of new Import(new ArrivingFile(body, all.stopping), all).answer()) {
    lines.push(said);
    if (said.type === 'end') break;
  }
  return lines;
}

describe('An import', () => {
  it('asks for one chunk at a time, gathers one more meanwhile, and reads no further', async () => {
    let read = 0;
    const CHUNKS = 5;
    const PER_PIECE = 100;
    const body = Readable.from(
      (function* () {
        for (; read < CHUNKS * FULL; read += PER_PIECE) yield Buffer.from(line.repeat(PER_PIECE));
      })(),
      { objectMode: false, highWaterMark: 1 },
    );
    const asked: { firstLine: number; answer: () => void }[] = [];
    const answered = answerOf(body, {
      decide: (_, firstLine) =>
        new Promise((resolve) => asked.push({ firstLine, answer: () => resolve(done) })),
    });
    for (let chunk = 1; chunk <= CHUNKS; chunk += 1) {
      const gathered = Math.min(chunk + 1, CHUNKS) * FULL;
      // The stream itself holds a piece, and asks for the next.
      while (asked.length < chunk || read + PER_PIECE < gathered) await setImmediate();
      for (let turn = 0; turn < 100; turn += 1) await setImmediate();
      expect(read).toBeLessThanOrEqual(gathered + 3 * PER_PIECE);
      expect(asked.map(({ firstLine }) => firstLine)).toEqual(asked.map((_, at) => at * FULL + 1));
      expect(asked).toHaveLength(chunk);
      asked.at(-1)!.answer();
    }
    expect((await answered).at(-1)).toMatchObject({ type: 'end', status: 'complete', chunks: CHUNKS });
  });

  it('asks for nothing while its answer is not read', async () => {
    let asked = 0;
    const decide = async () => {
      asked += 1;
      return done;
    };
    const all = settings({ decide });
    const body = Readable.from([Buffer.from(line.repeat(FULL * 3))]);
    const answer = new Import(new ArrivingFile(body, all.stopping), all).answer();
    for (const expected of [1, 2, 3]) {
      await answer.next();
      for (let turn = 0; turn < 100; turn += 1) await setImmediate();
      expect(asked).toBe(expected);
    }
  });

  describe('that is waited for', () => {
    const PIECE = 65_536;
    beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] }));
    afterEach(() => jest.useRealTimers());

    /** Sends this, and lets time pass when it has been read. */
    async function send(body: PassThrough, text: string, seconds: number): Promise<void> {
      body.write(text);
      do await setImmediate();
      while (body.readableLength > 0);
      await jest.advanceTimersByTimeAsync(seconds * 1000);
    }

    it('ends when nothing comes any more, and says where to go on', async () => {
      const body = new PassThrough();
      const answered = answerOf(body);
      await send(body, line.repeat(FULL + 1), 31);
      expect(await answered).toMatchObject([
        { type: 'chunk', last_line: FULL },
        { type: 'end', status: 'stopped', code: 'request_timeout', next_line: FULL + 1 },
      ]);
    });

    it.each([
      ['bytes', ' '],
      ['lines', line],
    ])('ends when %s come, but too few of them', async (_, few) => {
      const body = new PassThrough();
      const answered = answerOf(body);
      for (let second = 0; second <= 30; second += 1) await send(body, few, 1);
      expect(await answered).toMatchObject([
        { type: 'end', status: 'stopped', code: 'request_timeout', next_line: 1 },
      ]);
    });

    it('takes what comes slowly, as long as it comes', async () => {
      const body = new PassThrough();
      const answered = answerOf(body);
      for (let i = 0; i < 100; i += 1) await send(body, line.repeat(Math.ceil(PIECE / line.length)), 29);
      body.end();
      expect((await answered).at(-1)).toMatchObject({ type: 'end', status: 'complete', chunks: 8 });
    });
  });

  it('asks for nothing that did not come whole, and has nobody to answer, when its client goes', async () => {
    const body = new PassThrough();
    body.write(line);
    const asked: number[] = [];
    const decide = async (_: unknown, firstLine: number) => {
      asked.push(firstLine);
      return done;
    };
    const answered = answerOf(body, { decide });
    while (body.readableLength > 0) await setImmediate();
    body.destroy(new Error('aborted'));
    expect(await answered).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('ends with a line, too, when it fails', async () => {
    const body = Readable.from([Buffer.from(line)]);
    const failed = await answerOf(body, { decide: () => Promise.reject(new Error('a bug')) });
    expect(failed).toMatchObject([{ type: 'end', status: 'stopped', code: 'internal_error', next_line: 1 }]);
  });
});
