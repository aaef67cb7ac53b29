import type { BatchOperation } from '@pacioli/contracts/batch';
import fc from 'fast-check';
import pino from 'pino';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Problem } from '@pacioli/service/http/problem';
import type { Decided } from '../operations/submissions';
import { ArrivingFile } from './arriving-file';
import { Import } from './import';

/** A line of a file that is sent: it has the name of a line of the file as it was meant, and says one of these things. */
interface Sent {
  readonly name: number;
  readonly says: 'transfer' | 'reversal' | 'refused' | 'bad';
}
/** A file that is sent, and how it fares. */
interface Attempt {
  readonly file: readonly Sent[];
  readonly goesOnAfterRefusal: boolean;
  /** The connection breaks after so many bytes. */
  readonly cutAt: number | undefined;
  /** What becomes of the chunks that are asked for, one by one; all is well when there are no more. */
  readonly mishaps: readonly ('none' | 'not recorded' | 'answer lost')[];
}

const textOf = ({ name, says }: Sent): string => {
  const description = `${says} ${name}`;
  const transfer = { type: 'transfer', debit: 'assets', credit: 'income', amount: '1', currency: 'GBP' };
  if (says === 'bad') return JSON.stringify({ ...transfer, description, amount: 1 });
  // 30 reversals fill a chunk, so that what lines say moves the places where chunks end.
  const reversal = { type: 'reversal', journal_entry: `je_${'0'.repeat(32)}` };
  return JSON.stringify({ ...(says === 'reversal' ? reversal : transfer), description });
};

/** What the ledger has decided under the keys of an import: one outcome for each, for ever. */
class Outcomes {
  readonly byFirstLine = new Map<number, { asked: string; names: string[]; refusal: Problem | undefined }>();

  decide(operations: BatchOperation[], firstLine: number): Decided {
    const asked = JSON.stringify(operations);
    const earlier = this.byFirstLine.get(firstLine);
    if (earlier !== undefined) {
      const isSame = earlier.asked === asked;
      const refusal = isSame ? earlier.refusal : new Problem('idempotency_key_reused', 'Another.');
      return { operation: 'op', replayed: isSame, refusal };
    }
    const said = operations.map(({ description = '' }) => description);
    const isRefused = said.some((one) => one.startsWith('refused'));
    const refusal = isRefused ? new Problem('account_closed', 'Closed.') : undefined;
    this.byFirstLine.set(firstLine, { asked, names: said.map((one) => one.split(' ')[1]!), refusal });
    return { operation: 'op', replayed: false, refusal };
  }

  /** The lines that were asked for, chunk by chunk. */
  names(): string[] {
    const chunks = [...this.byFirstLine].sort(([a], [b]) => a - b);
    let next = 1;
    for (const [firstLine, { names }] of chunks) {
      expect(firstLine).toBe(next);
      next += names.length;
    }
    return chunks.flatMap(([, { names }]) => names);
  }
}

async function send(outcomes: Outcomes, { file, goesOnAfterRefusal, cutAt, mishaps }: Attempt) {
  const bytes = Buffer.from(file.map((line) => `${textOf(line)}\n`).join(''));
  const body = Readable.from(
    (async function* () {
      yield bytes.subarray(0, cutAt);
      if (cutAt === undefined) return;
      // What came before the end is read before it.
      for (let turn = 0; turn < 5; turn += 1) await setImmediate();
      throw new Error('aborted');
    })(),
    { objectMode: false },
  );
  const stopping = new AbortController().signal;
  const left = [...mishaps];
  const decide = async (operations: BatchOperation[], firstLine: number) => {
    const mishap = left.shift();
    if (mishap === 'not recorded') throw new Problem('unavailable', 'Not now.');
    const decided = outcomes.decide(operations, firstLine);
    if (mishap === 'answer lost') throw new Problem('outcome_unknown', 'Who knows.');
    return decided;
  };
  const log = pino({ level: 'silent' });
  const run = new Import(new ArrivingFile(body, stopping), { decide, goesOnAfterRefusal, stopping, log });
  const lines = [];
  for await (const line of run.answer()) lines.push(line);
  return lines;
}

const says = fc.constantFrom<Sent['says'][]>(
  ...(['transfer', 'reversal', 'reversal', 'reversal', 'refused', 'bad'] as const),
);
const fileOf = (says: readonly Sent['says'][]): Sent[] => says.map((one, name) => ({ name, says: one }));
/** Files of the same lines, of which some say other things, and some are missing. */
const files = fc
  .array(fc.constantFrom<Sent['says'][]>('transfer', 'reversal', 'reversal', 'reversal'), {
    ...{ minLength: 1, maxLength: 200, size: 'max' },
  })
  .map(fileOf)
  .chain((meant) => {
    const change = fc.record({ at: fc.nat(meant.length - 1), to: fc.option(says, { nil: undefined }) });
    const changed = fc.array(change, { maxLength: 3 }).map((changes) =>
      meant.flatMap((line) => {
        const other = changes.find(({ at }) => at === line.name);
        if (other === undefined) return [line];
        return other.to === undefined ? [] : [{ ...line, says: other.to }];
      }),
    );
    return fc.record({ meant: fc.constant(meant), changed: fc.array(changed, { maxLength: 4 }) });
  });
const fortune = fc.record({
  goesOnAfterRefusal: fc.boolean(),
  cutAt: fc.option(fc.nat(20_000), { nil: undefined, freq: 2 }),
  mishaps: fc.array(fc.constantFrom('none', 'none', 'none', 'not recorded', 'answer lost'), { maxLength: 4 }),
});

describe('Imports under one key', () => {
  it('ask for no line twice, whatever files are sent, wherever they are cut off, whatever is lost', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.array(fortune, { minLength: 4, maxLength: 4 }), async (sent, fortunes) => {
        const outcomes = new Outcomes();
        for (const [at, file] of [...sent.changed, sent.meant].entries()) {
          await send(outcomes, { file, ...fortunes[at % fortunes.length]! });
          const names = outcomes.names();
          expect(new Set(names).size).toBe(names.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('bring every line of a file, once, when they have been sent often enough', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.array(fortune), async ({ meant: file }, fortunes) => {
        const outcomes = new Outcomes();
        for (const one of fortunes) await send(outcomes, { file, ...one });
        const calm = { goesOnAfterRefusal: false, cutAt: undefined, mishaps: [] };
        const answer = await send(outcomes, { file, ...calm });
        expect(answer.at(-1)).toMatchObject({ status: 'complete', posted: file.length });
        expect(outcomes.names()).toEqual(file.map(({ name }) => String(name)));
      }),
      { numRuns: 100 },
    );
  });
});
