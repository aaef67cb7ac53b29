import type { FastifyReply } from 'fastify';
import type { Answer } from './keyed-writes';

/** Answers a write, and says so where it is what the key was answered before. */
export function sendAnswer(reply: FastifyReply, answer: Answer & { isReplayed: boolean }): void {
  if (answer.isReplayed) void reply.header('idempotency-replayed', 'true');
  void reply.code(answer.status).send(answer.body);
}
