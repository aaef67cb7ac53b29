import { createRequire } from 'node:module';

const requireHere = createRequire(__filename);

/** The classes of a module that is nobody's interface: the fault suite looks inside on purpose. */
export const inside = (path: string): Record<string, { prototype: object }> =>
  requireHere(path) as Record<string, { prototype: object }>;

/** What kafkajs's connections to a broker have in common. */
export const brokerOfKafkajs = (): object =>
  (inside('kafkajs/src/broker') as unknown as { prototype: object }).prototype;

/** What kafkajs's TCP connections have in common. */
export const connectionOfKafkajs = (): object =>
  (inside('kafkajs/src/network/connection') as unknown as { prototype: object }).prototype;
