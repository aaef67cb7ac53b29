import { parseArgs } from 'node:util';

export interface OverloadOptions {
  seconds: number;
  times: number;
  connections: number;
}

/**
 * A request that waits occupies its connection, so with fewer than payment-api's queue holds (`QUEUE_RECORDS`, 10,000) the
 * queue would never be full.
 */
const CONNECTIONS = '12000';

const usage = `npm run bench:overload -- [options]
  --seconds 60          how long the load is sent
  --times 10            how many times the sustainable rate it is
  --connections ${CONNECTIONS}   how many connections it may open`;

/** Reads the command line. Throws an error that names what is wrong with it, with the usage. */
export function readOverloadOptions(args: string[]): OverloadOptions {
  const given = { seconds: '60', times: '10', connections: CONNECTIONS, ...valuesOf(args) };
  const read = (name: keyof typeof given) => {
    if (!/^[1-9]\d*$/.test(given[name]))
      throw new Error(`--${name} must be a whole number above zero\n${usage}`);
    return Number(given[name]);
  };
  return { seconds: read('seconds'), times: read('times'), connections: read('connections') };
}

function valuesOf(args: string[]): Partial<Record<keyof OverloadOptions, string>> {
  const type = 'string';
  try {
    return parseArgs({ args, options: { seconds: { type }, times: { type }, connections: { type } } }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`, { cause: error });
  }
}
