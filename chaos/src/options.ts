import { parseArgs } from 'node:util';
import { z } from 'zod';
import { faultsNamed } from './faults/all';
import { isMutant, MUTANTS } from './mutants';

const whole = (fallback: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .default(fallback)
    .transform(Number);

const schema = z.object({
  seed: whole('1'),
  seconds: whole('60'),
  clients: whole('12'),
  between: whole('2'),
  faults: z
    .string()
    .default('all')
    .refine((names) => names === 'list' || faultsNamed(names).length > 0),
  mutant: z
    .string()
    .refine(isMutant, { message: `must be one of: ${Object.keys(MUTANTS).join(', ')}` })
    .optional(),
  mutants: z.boolean().default(false),
  campaign: z.string().optional(),
  part: z
    .string()
    .regex(/^[1-9]\d?\/[1-9]\d?$/, 'must be like 1/3')
    .default('1/1')
    .transform((text) => {
      const [part, of] = text.split('/').map(Number) as [number, number];
      return { part, of };
    }),
  keep: z.boolean().default(false),
});

export type Options = z.infer<typeof schema>;

export const usage = `npm run chaos -- [options]
  --seed 1          what decides the load, the faults and when they come, with one number of clients
  --seconds 60      for how long faults are made
  --faults all      among which, separated by commas: names ("kill kafka") or their first words (crash); list names them
  --clients 12      how many clients send at once, each one request at a time
  --between 2       how many seconds lie between two faults at most
  --mutant NAME     plants one bug, under the faults that bring it out and for as long as they need:
                    ${Object.keys(MUTANTS).join('\n                    ')}
  --mutants         plants each bug in turn and sees that the checker finds it
  --campaign FILE   makes every run of this commit that is not in the file yet, and writes a page beside it
  --part 1/3        the first third of a campaign only
  --keep            leaves data and logs behind in .pacioli/chaos, a small disk mounted in it included; the next run
                    clears them away
Exit code: 0 when every invariant holds, 1 when one does not, 2 when it could not run, 130 when it was stopped`;

/** Reads the command line. Throws an error that names what is wrong with it, with the usage. */
export function readOptions(args: string[]): Options {
  const value = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args,
      options: {
        ...{ seed: value, seconds: value, clients: value, between: value, faults: value, mutant: value },
        ...{ campaign: value, part: value },
        ...{ mutants: { type: 'boolean' }, keep: { type: 'boolean' } },
      },
    });
    if (values.faults !== undefined && (values.mutant !== undefined || values.mutants))
      throw new Error('--faults: a planted bug has its own');
    return schema.parse(values);
  } catch (error) {
    const reasons =
      error instanceof z.ZodError
        ? error.issues.map((issue) => `--${issue.path.join('.')} ${issue.message}`).join('\n')
        : (error as Error).message;
    throw new Error(`${reasons}\n${usage}`, { cause: error });
  }
}
