import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Log } from '../log';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Histogram } from 'prom-client';
import { ArrivingBodies } from './arriving-bodies';
import { logFieldsOf, requestIdOf, traceparentOf } from './correlation';
import { pathOf, Problem, rawProblem, sendProblem } from './problem';
import { ProblemFilter } from './problem-filter';
import { Routes } from './routes';
import { refuseWhileStopping } from './stopping';
import { isOf, isTakingLong, streamBodies, type StreamedRoute } from './streamed-body';

const MIB = 1024 * 1024;
const BODY_LIMIT = MIB;
/** Of all that are being received at once. */
const MOST_BODIES_BYTES = 64 * MIB;
/** How long whoever is cut off has to read why. */
const LAST_WORDS_MS = 2_000;
/** Longer than any name or id, so that only nonsense is refused for its length. */
const MOST_PARAMETER_CHARACTERS = 600;

/** What the routes of one service need of its server. */
export interface ServerSettings {
  /** The bytes that a body of these routes may have, by Fastify's patterns; of all others it is 1 MiB. */
  readonly bodyLimits?: Readonly<Record<string, number>>;
  readonly streamed?: StreamedRoute;
  /** Of all that are being received at once. */
  readonly mostBodiesBytes?: number;
}

/** Fastify as our services need it, and the filter that answers for what goes wrong in it and behind it. */
export function createServer(
  log: Log,
  { bodyLimits = {}, streamed, mostBodiesBytes = MOST_BODIES_BYTES }: ServerSettings = {},
): { adapter: FastifyAdapter; filter: ProblemFilter } {
  const routes = new Routes();
  const routeProblem = (request: FastifyRequest) => problemOfRoute(routes, request);
  const filter = new ProblemFilter(log, routeProblem);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: MOST_PARAMETER_CHARACTERS },
    // No Nest middleware is used, and its engine would run for every request.
    skipMiddie: true,
    genReqId: requestIdOf,
    // To send a whole request; waiting for an answer may take longer.
    requestTimeout: 15_000,
    keepAliveTimeout: 72_000,
    return503OnClosing: false,
    // Without a Host, Node would answer with an empty body: a hook below answers instead.
    http: { requireHostHeader: false },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.header('x-request-id', request.id);
      sendProblem(request, reply, filter.problemOf(error, request));
    },
  });
  const server = adapter.getInstance();
  server.addHook('onRoute', (route) => {
    routes.add(route.url, route.method);
    route.bodyLimit = bodyLimits[route.url] ?? BODY_LIMIT;
  });
  refuseWhileStopping(server);
  refuseEarly(server, routeProblem);
  measure(server, log);
  readJson(server, new ArrivingBodies(mostBodiesBytes), streamed);
  if (streamed !== undefined) streamBodies(server, streamed);
  // What Node would answer by itself, or not at all.
  server.server.on('checkExpectation', (request, response) =>
    server.server.emit('request', request, response),
  );
  server.server.on('connect', (_request, socket: Socket) =>
    answerBrokenRequest(new Error('This is no proxy'), socket),
  );
  return { adapter, filter };
}

/** Gives every request its correlation, and answers those that no handler is to see. */
function refuseEarly(server: FastifyInstance, routeProblem: (request: FastifyRequest) => Problem): void {
  server.decorateRequest('traceparent', '');
  server.addHook('onRequest', (request, reply, done) => {
    // What nobody asks for would be kept, in parts of any size, for as long as the answer takes.
    if (request.method === 'GET' || request.method === 'HEAD') request.raw.resume();
    request.traceparent = traceparentOf(request);
    void reply.header('x-request-id', request.id);
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') {
      return sendProblem(request, reply, new Problem('malformed_request', 'The Host header is missing.'));
    }
    // Before the body is looked at: what is wrong with it does not matter where there is no route.
    if (request.is404) return sendProblem(request, reply, routeProblem(request));
    if (!isQueryEncoded(request.url)) {
      const detail = 'The query holds a percent sign that encodes nothing.';
      return sendProblem(request, reply, new Problem('malformed_request', detail));
    }
    return done();
  });
}

/** Fastify would take what it can not decode as it stands, so for another value than the client meant. */
function isQueryEncoded(url: string): boolean {
  const path = pathOf(url);
  if (path.length === url.length) return true;
  try {
    decodeURIComponent(url.slice(path.length));
    return true;
  } catch {
    return false;
  }
}

function problemOfRoute(routes: Routes, request: FastifyRequest): Problem {
  const path = pathOf(request.url);
  const allowed = routes.allowed(path);
  return allowed.length === 0 || allowed.includes(request.method)
    ? new Problem('route_not_found', `There is nothing at ${path}.`)
    : new Problem('method_not_allowed', `${path} does not know ${request.method}.`, {
        allow: allowed.join(', '),
      });
}

const duration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'From the headers of a request to the end of its answer',
  labelNames: ['route', 'method', 'status'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
});

function measure(server: FastifyInstance, log: Log): void {
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    duration.observe({ route, method: request.method, status: reply.statusCode }, reply.elapsedTime / 1000);
    if (log.isLevelEnabled('debug')) {
      log.debug({ ...logFieldsOf(request), status: reply.statusCode, ms: reply.elapsedTime }, 'answered');
    }
    done();
  });
}

function readJson(server: FastifyInstance, bodies: ArrivingBodies, streamed?: StreamedRoute): void {
  server.removeAllContentTypeParsers();
  const parseJson = server.getDefaultJsonParser('error', 'ignore');
  server.addContentTypeParser('application/json', (request, payload, done) => {
    if (isOf(streamed, request)) return done(null, payload);
    // Decoded leniently, two different bodies could read the same: bytes that are not UTF-8 must not pass.
    const parse = (body: Buffer) =>
      void parseJson(request, isUtf8(body) ? body.toString('utf8') : NOT_JSON, done);
    // Whatever comes of it is Fastify's to answer.
    void bodies.read(request, payload).then(parse, done);
  });
}

const NOT_JSON = '\ufffd';

/** Answers bytes that Node could not read as a request. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && isTakingLong(socket)) return;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(rawProblem(BROKEN_REQUESTS[error.code ?? ''] ?? UNREADABLE, randomUUID()));
  // Who does not read, or goes on sending, would keep what has come of the request for ever.
  setTimeout(() => socket.destroy(), LAST_WORDS_MS).unref();
}

const UNREADABLE = new Problem('malformed_request', 'The request could not be read as HTTP/1.1.');

/** By the codes of Node's parser. */
const BROKEN_REQUESTS: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: new Problem(
    'headers_too_large',
    'The request line and headers have at most 16 KiB together.',
  ),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem('request_timeout', 'A request must arrive within 15 seconds.'),
};
