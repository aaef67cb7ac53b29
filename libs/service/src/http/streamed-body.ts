import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem, sendProblem } from './problem';

/** The route whose body is read while it arrives, however long it is; every other body is read before its handler runs. */
export interface StreamedRoute {
  /** Fastify's pattern: `/v1/books/:book/imports`. */
  readonly pattern: string;
  /** What the body must be; null for a route that takes whatever is sent. */
  readonly mediaType: string | null;
}

const takingLong = new WeakSet<Socket>();

/** Takes the request from under the time that requests have to arrive whole, until it was answered: its handler looks after that. */
export const mayTakeLong = ({ raw }: FastifyRequest): void => void takingLong.add(raw.socket);

/** Whether it is no fault of the connection that its request has not arrived whole. */
export const isTakingLong = (socket: Socket): boolean => takingLong.has(socket);

/** Whether a request is one of the streamed route. */
export const isOf = (route: StreamedRoute | undefined, { routeOptions }: FastifyRequest): boolean =>
  route !== undefined && routeOptions.url === route.pattern;

/** Gives the handler of the one route its body as a stream, which no limit is for. */
export function streamBodies(server: FastifyInstance, route: StreamedRoute): void {
  const { mediaType } = route;
  // The next request of the connection has its time again.
  server.addHook('onResponse', ({ raw }, _reply, done) => {
    takingLong.delete(raw.socket);
    done();
  });
  if (mediaType !== null)
    server.addHook('onRequest', (request, reply, done) => {
      const sent = request.mediaType;
      if (!isOf(route, request) || sent === undefined || sent === mediaType) return done();
      return sendProblem(request, reply, wrongMediaType(mediaType));
    });
  server.addContentTypeParser(mediaType ?? '*', (request, body, done) =>
    isOf(route, request) ? done(null, body) : done(wrongMediaType('application/json')),
  );
}

/** What a body of another type than the route's is answered. */
export const wrongMediaType = (mediaType: string) =>
  new Problem('unsupported_media_type', `Send the body as ${mediaType}.`);
