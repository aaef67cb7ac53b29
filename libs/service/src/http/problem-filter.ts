import {
  Catch,
  HttpException,
  NotFoundException,
  ServiceUnavailableException,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { ProblemCode } from '@pacioli/contracts/problem';
import type { Log } from '../log';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { logFieldsOf } from './correlation';
import { Problem, sendProblem } from './problem';

/** Turns whatever a handler, Nest or Fastify throws into a problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Log,
    private readonly routeProblem: (request: FastifyRequest) => Problem,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = this.problemOf(error, request);
    if (problem.code === 'internal_error') {
      this.log.error({ err: error, ...logFieldsOf(request) }, 'a request failed');
    } else if (problem.status === 503) {
      // Whoever found the cause has logged it, once for all the requests that it concerns.
      this.log.debug({ err: error, ...logFieldsOf(request) }, 'a request was not served');
    }
    const reply = http.getResponse<FastifyReply>();
    // Fastify would close the connection on a client that is still writing, which then sees a broken pipe and no answer; Node
    // reads the rest and drops it.
    if (CUT_OFF.has(problem.code)) reply.removeHeader('connection');
    sendProblem(request, reply, problem);
  }

  problemOf(error: unknown, request: FastifyRequest): Problem {
    if (error instanceof Problem) return error;
    // Nest wraps what Fastify throws.
    const cause = error instanceof HttpException ? (error.cause ?? error) : error;
    const { code, statusCode } = cause as { code?: string; statusCode?: number };
    if (code !== undefined && Object.hasOwn(FASTIFY_PROBLEMS, code)) return FASTIFY_PROBLEMS[code]!;
    if (statusCode === 400)
      return new Problem('malformed_request', 'The request broke off, or could not be read.');
    if (error instanceof NotFoundException) return this.routeProblem(request);
    if (error instanceof ServiceUnavailableException) return new Problem('unavailable', healthOf(error));
    return new Problem('internal_error', 'The failure is logged under the X-Request-Id of this answer.');
  }
}

/** Problems of a body that may still be coming. */
const CUT_OFF: ReadonlySet<ProblemCode> = new Set(['body_too_large', 'overloaded']);

/** What Fastify refuses before a handler sees it, by its error codes. */
const FASTIFY_PROBLEMS: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new Problem('unsupported_media_type', 'Send the body as application/json.'),
  FST_ERR_CTP_EMPTY_JSON_BODY: new Problem('malformed_json', 'The body is empty.'),
  FST_ERR_CTP_INVALID_JSON_BODY: new Problem(
    'malformed_json',
    'The body is not one JSON value in UTF-8, or has a field __proto__.',
  ),
  FST_ERR_BAD_URL: new Problem('malformed_request', 'The path holds a percent sign that encodes nothing.'),
  FST_ERR_MAX_PARAM_LENGTH: new Problem('uri_too_long', 'No name or id has that many characters.'),
};

/** The dependencies that the readiness check found down. */
function healthOf(exception: HttpException): string {
  const { error } = exception.getResponse() as { error?: Record<string, { reason?: string }> };
  const down = Object.entries(error ?? {}).map(
    ([name, { reason }]) => `${name} (${reason ?? 'no reason given'})`,
  );
  return down.length > 0 ? `Down: ${down.join(', ')}.` : 'The service is not ready.';
}
