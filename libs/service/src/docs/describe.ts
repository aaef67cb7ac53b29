import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { ProblemDocument, PROBLEMS, type ProblemCode } from '@pacioli/contracts/problem';
import { JSON_SCHEMAS } from '@pacioli/contracts/schema';
import { PROBLEM_TYPE } from '../http/problem';

/** A class of @pacioli/contracts: the document refers to its schema, which is declared there and nowhere else. */
export type Contract = new () => object;

interface Read {
  readonly summary: string;
  readonly path: Contract;
  readonly query?: Contract;
  readonly answer: Contract;
  readonly notFound: readonly ProblemCode[];
  /** Whether `Prefer: wait` is heeded. */
  readonly waits?: boolean;
  /** Whether `Accept: text/csv` is heeded. */
  readonly csv?: boolean;
}

/** Declares a read. */
export const DescribeRead = ({ summary, path, query, answer, notFound, waits, csv }: Read) =>
  applyDecorators(
    ApiOperation({ summary }),
    ...parametersOf(path, ApiParam),
    ...parametersOf(query, ApiQuery),
    ...correlation(),
    ...(waits === true ? [prefer()] : []),
    ApiResponse({
      ...{ status: 200, description: summary, headers: answerHeaders() },
      content: {
        'application/json': { schema: refTo(answer) },
        ...(csv === true && { 'text/csv': { schema: { type: 'string' } } }),
      },
    }),
    problemResponse(404, notFound),
    ...problems(READ_PROBLEMS),
  );

export const refTo = (contract: Contract) => ({ $ref: `#/components/schemas/${contract.name}` });

type Parameter = { name: string; required: boolean; schema: object; description?: string };

export function parametersOf(
  contract: Contract | undefined,
  decorate: (parameter: Parameter) => MethodDecorator,
) {
  if (contract === undefined) return [];
  const { properties = {}, required = [] } = JSON_SCHEMAS[contract.name]!;
  return Object.entries(properties).map(([name, { description, ...schema }]) =>
    decorate({
      ...{ name, schema, required: required.includes(name) },
      ...(description !== undefined && { description: description as string }),
    }),
  );
}

export const correlation = () => [
  ApiHeader({ name: 'X-Request-Id', required: false, description: 'Echoed; made when it is absent' }),
  ApiHeader({
    name: 'traceparent',
    required: false,
    description: 'W3C trace context; made when it is absent',
  }),
];

/** Quoted, with every character escaped, a key is twice as long. */
export const idempotencyKey = (description: string, required: boolean) =>
  ApiHeader({
    ...{ name: 'Idempotency-Key', required, description },
    schema: { type: 'string', minLength: 1, maxLength: 515 },
  });

export const prefer = () =>
  ApiHeader({
    name: 'Prefer',
    required: false,
    description: 'wait=N: wait 1 to 30 seconds for the outcome',
    schema: { type: 'string' },
    example: 'wait=10',
  });

export const textHeader = (description: string) => ({ description, schema: { type: 'string' as const } });

export const answerHeaders = () => ({ 'X-Request-Id': textHeader('Names the request in our logs') });

/** What any read can meet, besides not finding what it asks for. */
const READ_PROBLEMS: readonly ProblemCode[] = [
  ...([
    'malformed_request',
    'invalid_request',
    'request_timeout',
    'uri_too_long',
    'headers_too_large',
  ] as const),
  ...(['internal_error', 'unavailable'] as const),
];

export function problems(codes: readonly ProblemCode[]) {
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))].sort((a, b) => a - b);
  return statuses.map((status) =>
    problemResponse(
      status,
      codes.filter((code) => PROBLEMS[code].status === status),
    ),
  );
}

export function problemResponse(status: number, codes: readonly ProblemCode[]) {
  return ApiResponse({
    status,
    description: codes.map((code) => `${code}: ${PROBLEMS[code].title}`).join('; '),
    content: { [PROBLEM_TYPE]: { schema: refTo(ProblemDocument) } },
    headers: {
      ...answerHeaders(),
      ...(status === 503 && { 'Retry-After': textHeader('Seconds after which to try again') }),
    },
  });
}
