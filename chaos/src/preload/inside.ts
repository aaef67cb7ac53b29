import { createRequire } from 'node:module';

const requireHere = createRequire(__filename);

/** The classes of a module that is nobody's interface: the fault suite looks inside on purpose. */
export const inside = (path: string): Record<string, { prototype: object }> =>
  requireHere(path) as Record<string, { prototype: object }>;

/** What all instances of the one class that a module of kafkajs holds have in common. */
const ofKafkajs = (path: string): object =>
  (inside(`kafkajs/src/${path}`) as unknown as { prototype: object }).prototype;

/** Its brokers, which make requests. */
export const brokerOfKafkajs = (): object => ofKafkajs('broker');

/** Its TCP connections, over which they go. */
export const connectionOfKafkajs = (): object => ofKafkajs('network/connection');
