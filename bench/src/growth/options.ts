import { parseArgs } from 'node:util';

export interface GrowthOptions {
  /** How many postings the ledger has at each measurement, in rising order. */
  sizes: number[];
}

const usage = `npm run bench:growth -- [options]
  --sizes 10000,100000,1000000,10000000   at how many postings it measures`;

/** Reads the command line. Throws an error that names what is wrong with it, with the usage. */
export function readGrowthOptions(args: string[]): GrowthOptions {
  const sizes = sizesOf(args).split(',').map(Number);
  const isRising = sizes.every((size, at) => Number.isSafeInteger(size) && size > (sizes[at - 1] ?? 0));
  if (!isRising) throw new Error(`--sizes must be whole numbers, each above the one before\n${usage}`);
  return { sizes };
}

function sizesOf(args: string[]): string {
  try {
    const { values } = parseArgs({ args, options: { sizes: { type: 'string' } } });
    return values.sizes ?? '10000,100000,1000000,10000000';
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`, { cause: error });
  }
}
