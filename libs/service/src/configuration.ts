import { z } from 'zod';

/** What every service reads from its environment. Each app's config.ts adds its own. */
export const SERVICE_SETTINGS = {
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535),
  KAFKA_BROKERS: z
    .string()
    .transform((text) => text.split(',').map((broker) => broker.trim()))
    .pipe(z.array(z.string().regex(/^[^\s:]+:\d+$/, 'must be host:port, separated by commas')).min(1)),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://'),
  INSTALLATION_PREFIX: z
    .string()
    .regex(/^[a-z0-9.-]{0,40}$/)
    .default(''),
  TOPIC_PARTITIONS: z.coerce.number().int().min(1).max(1_000).default(6),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
};

/** Reads settings from the environment; throws with every setting that is wrong, each with its reason. */
export function readConfiguration<T extends z.ZodRawShape>(
  settings: T,
  environment: Readonly<Record<string, string | undefined>>,
): z.output<z.ZodObject<T>> {
  const result = z.object(settings).safeParse(environment);
  if (result.success) return result.data;
  const reasons = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The configuration is not usable:\n${reasons.join('\n')}`);
}
