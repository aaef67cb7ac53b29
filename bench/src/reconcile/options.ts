import { parseArgs } from 'node:util';

/** How payments come: one transfer an operation, or ten thousand of them. */
export const SHAPES = ['singles', 'batches'] as const;
export type Shape = (typeof SHAPES)[number];

/** How many postings the ledger has at each measurement, in rising order. */
export type ReconcileOptions = Readonly<Record<Shape, readonly number[]>> & {
  /** How many runs of either scope prove the last ledger of each shape while payments go on. */
  readonly underLoad: number;
};

const usage = `npm run bench:reconcile -- [options]
  --singles 100000,400000     at how many postings it measures a ledger of single transfers
  --batches 100000,1000000    and one of batches of 10,000; 0 leaves a ledger out
  --under-load 10             proves each in the end so many times while payments go on`;

/** Reads the command line. Throws an error that names what is wrong with it, with the usage. */
export function readReconcileOptions(args: string[]): ReconcileOptions {
  const given = valuesOf(args);
  return {
    singles: sizesOf('singles', given.singles ?? '100000,400000'),
    batches: sizesOf('batches', given.batches ?? '100000,1000000'),
    underLoad: runsOf(given['under-load'] ?? '0'),
  };
}

function sizesOf(shape: Shape, text: string): number[] {
  if (text === '0') return [];
  const sizes = text.split(',').map(Number);
  const isRising = sizes.every((size, at) => Number.isSafeInteger(size) && size > (sizes[at - 1] ?? 0));
  if (!isRising) throw new Error(`--${shape} must be whole numbers, each above the one before\n${usage}`);
  return sizes;
}

function runsOf(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new Error(`--under-load must be a whole number\n${usage}`);
  return Number(text);
}

function valuesOf(args: string[]): Partial<Record<Shape | 'under-load', string>> {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({ args, options: { singles: text, batches: text, 'under-load': text } }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`, { cause: error });
  }
}
