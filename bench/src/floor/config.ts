import { z } from 'zod';
import { modes } from '../options';

const schema = z.object({
  PORT: z.coerce.number().int(),
  KAFKA_BROKERS: z.string().transform((list) => list.split(',')),
  DATABASE_URL: z.string(),
  TOPIC_PARTITIONS: z.coerce.number().int(),
  FLOOR_PREFIX: z.string(),
  /** What a payment is answered with: that it is durable, or that it is in the ledger. */
  FLOOR_MODE: z.enum(modes),
});

export type FloorConfig = z.infer<typeof schema>;

export const readFloorConfig = (): FloorConfig => schema.parse(process.env);
