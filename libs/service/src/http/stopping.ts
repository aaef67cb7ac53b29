import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { Problem, sendProblem } from './problem';

/** How long connections are kept for, so that those who use them hear that this process is stopping. */
const KEPT_MS = 2_000;
const LOOK_MS = 20;
/** Who was told to go and comes again at once has no connection for a moment. */
const LOOKS_WITHOUT = 5;

/**
 * What is in hand when the process stops is answered, and what comes besides is sent elsewhere; both answers end their
 * connection. Whatever connection is still open then is closed, but not before: it may be a request's that is on its way,
 * and its client would never hear what became of it.
 */
export function refuseWhileStopping(server: FastifyInstance): void {
  let isStopping = false;
  server.addHook('preClose', async () => {
    isStopping = true;
    const deadline = performance.now() + KEPT_MS;
    for (let without = 0; without < LOOKS_WITHOUT && performance.now() < deadline; await pause(LOOK_MS)) {
      without = (await connectionsTo(server.server)) === 0 ? without + 1 : 0;
    }
  });
  server.addHook('onRequest', (request, reply, done) => {
    if (!isStopping) return done();
    void reply.header('x-request-id', request.id);
    return sendProblem(request, reply, new Problem('unavailable', 'This process is stopping. Try again.'));
  });
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (isStopping) void reply.header('connection', 'close');
    done();
  });
}

const connectionsTo = (server: Server): Promise<number> =>
  new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  );
