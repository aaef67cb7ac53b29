import { parseArgs } from 'node:util';

/** How payments come: one transfer an operation, or ten thousand of them. */
export const SHAPES = ['singles', 'batches'] as const;
export type Shape = (typeof SHAPES)[number];

/** How many postings the ledger has at each measurement, in rising order. */
export type ReconcileOptions = Readonly<Record<Shape, readonly number[]>>;

const usage = `npm run bench:reconcile -- [options]
  --singles 100000,400000     at how many postings it measures a ledger of single transfers
  --batches 100000,1000000    and one of batches of 10,000; 0 leaves a ledger out`;

/** Reads the command line. Throws an error that names what is wrong with it, with the usage. */
export function readReconcileOptions(args: string[]): ReconcileOptions {
  const given = valuesOf(args);
  return {
    singles: sizesOf('singles', given.singles ?? '100000,400000'),
    batches: sizesOf('batches', given.batches ?? '100000,1000000'),
  };
}

function sizesOf(shape: Shape, text: string): number[] {
  if (text === '0') return [];
  const sizes = text.split(',').map(Number);
  const isRising = sizes.every((size, at) => Number.isSafeInteger(size) && size > (sizes[at - 1] ?? 0));
  if (!isRising) throw new Error(`--${shape} must be whole numbers, each above the one before\n${usage}`);
  return sizes;
}

function valuesOf(args: string[]): Partial<Record<Shape, string>> {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({ args, options: { singles: text, batches: text } }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`, { cause: error });
  }
}
