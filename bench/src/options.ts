import { parseArgs } from 'node:util';
import { z } from 'zod';

/** The two ways in which a payment is answered: 202 once it is durable, or 201 once it is in the ledger. */
export const modes = ['accepted', 'posted'] as const;
export type Mode = (typeof modes)[number];

const whole = (fallback: string) =>
  z
    .string()
    .regex(/^[1-9]\d*$/, 'must be a whole number above zero')
    .default(fallback)
    .transform(Number);

const schema = z.object({
  clients: z
    .string()
    .regex(/^[1-9]\d*(,[1-9]\d*)*$/, 'must be whole numbers above zero, separated by commas')
    .default('10,50,200')
    .transform((list) => list.split(',').map(Number)),
  seconds: whole('4'),
  rounds: whole('3'),
  payments: whole('200000'),
  only: z.enum([...modes, 'drain']).optional(),
  json: z.string().min(1).optional(),
  profile: z.boolean().default(false),
});

export type Options = z.infer<typeof schema>;

export const usage = `npm run bench -- [options]
  --clients 10,50,200   how many clients send at once, each one request at a time
  --seconds 4           how long each run is measured, after a warm-up of 1.5 s
  --rounds 3            how often product and floor take turns; the table shows medians
  --payments 200000     how many payments the ledger drains
  --only accepted       one part alone: accepted, posted or drain
  --json FILE           writes the results to a file
  --profile             writes a CPU profile of each process and run, and prints where the time goes`;

/** Reads the command line. Throws an error that names what is wrong with it, with the usage. */
export function readOptions(args: string[]): Options {
  let values: unknown;
  try {
    values = parseArgs({
      args,
      options: {
        ...Object.fromEntries(
          ['clients', 'seconds', 'rounds', 'payments', 'only', 'json'].map((name) => [
            name,
            { type: 'string' },
          ]),
        ),
        profile: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`, { cause: error });
  }
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`);
  throw new Error(`${problems.join('\n')}\n${usage}`);
}
