import { STATUS_CODES } from 'node:http';
import {
  problemDocument,
  PROBLEMS,
  type ProblemCode,
  type ProblemDocument,
  type ProblemField,
} from '@pacioli/contracts/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';

interface ProblemDetails {
  readonly status?: number;
  readonly operation?: string;
  /** Of a dry run. */
  readonly as_of?: string;
  readonly errors?: ProblemField[];
  /** Of a 405. */
  readonly allow?: string;
}

/** A request that is answered with a problem document. The filter renders it, so handlers just throw it. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly details: ProblemDetails = {},
    cause?: unknown,
  ) {
    super(`${code}: ${detail}`, { cause });
  }

  get status(): number {
    return this.details.status ?? PROBLEMS[this.code].status;
  }
}

/** A 400 that names each field that is wrong. */
export function invalidRequest(errors: ProblemField[]): Problem {
  const { pointer, detail } = errors[0]!;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new Problem('invalid_request', `${pointer || 'The body'} ${detail}${more}.`, { errors });
}

/** A read of what is not there. The ledger's refusals share these codes, with status 422. */
export const notFound = (code: ProblemCode, detail: string): Problem =>
  new Problem(code, detail, { status: 404 });

/** Seconds after which a client may try again what we could not do now. */
const RETRY_AFTER = '1';

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  const { code, detail, status, details } = problem;
  const { allow, ...rest } = details;
  const document = problemDocument(code, { detail, instance: pathOf(request.url), ...rest });
  if (status === 503) void reply.header('retry-after', RETRY_AFTER);
  if (allow !== undefined) void reply.header('allow', allow);
  // As bytes, since Fastify would add a charset, which this type does not have.
  void reply
    .code(status)
    .type(PROBLEM_TYPE)
    .send(Buffer.from(JSON.stringify(document)));
}

export const PROBLEM_TYPE = 'application/problem+json';

/** A whole HTTP/1.1 response, for a socket whose request never became one. */
export function rawProblem(problem: Problem, requestId: string): string {
  const document: ProblemDocument = problemDocument(problem.code, { detail: problem.detail, instance: '' });
  const body = JSON.stringify(document);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}

/** The path of a request target, without its query. */
export function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}
