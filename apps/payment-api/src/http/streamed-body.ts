import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem, sendProblem } from './problem';

/** One JSON value a line. */
export const NDJSON = 'application/x-ndjson';
/** The route whose body is read while it arrives, however long it is; every other body is read before its handler runs. */
const STREAMED = '/v1/books/:book/imports';

const takingLong = new WeakSet<Socket>();

/** Takes the request from under the time that requests have to arrive whole: its handler looks after that. */
export const mayTakeLong = ({ raw }: FastifyRequest): void => void takingLong.add(raw.socket);

/** Whether it is no fault of the connection that its request has not arrived whole. */
export const isTakingLong = (socket: Socket): boolean => takingLong.has(socket);

/** Gives the handler of the one route its body as a stream, which no limit is for. */
export function streamBodies(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    const { mediaType } = request;
    if (!isStreamed(request) || mediaType === undefined || mediaType === NDJSON) return done();
    return sendProblem(request, reply, noNdjson());
  });
  server.addContentTypeParser(NDJSON, (request, body, done) =>
    isStreamed(request) ? done(null, body) : done(new Problem('unsupported_media_type', JSON_ALONE)),
  );
}

const isStreamed = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url === STREAMED;

export const noNdjson = () => new Problem('unsupported_media_type', `Send the body as ${NDJSON}.`);

const JSON_ALONE = 'Send the body as application/json.';
