import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { DryRun } from '@pacioli/contracts/dry-run';
import { Accepted } from '@pacioli/contracts/operation';
import { ProblemDocument, PROBLEMS, type ProblemCode } from '@pacioli/contracts/problem';
import { WriteQuery } from '@pacioli/contracts/request-parameters';
import { JSON_SCHEMAS } from '@pacioli/contracts/schema';
import { PROBLEM_TYPE } from '@pacioli/service/http/problem';

/** A class of @pacioli/contracts: the document refers to its schema, which is declared there and nowhere else. */
type Contract = new () => object;

interface Write {
  readonly summary: string;
  readonly path?: Contract;
  readonly body: Contract;
  readonly answer: Contract;
  /** Whether `If-Match` is heeded. */
  readonly ifMatch?: boolean;
  /** What is looked for before anything is recorded. */
  readonly notFound?: readonly ProblemCode[];
}

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

/** Declares a write for the API's document: what it takes, and every way in which it can be answered. */
export const DescribeWrite = ({ summary, path, body, answer, ifMatch, notFound }: Write) =>
  applyDecorators(
    ApiOperation({ summary }),
    ...parametersOf(path, ApiParam),
    ...parametersOf(WriteQuery, ApiQuery),
    // A parameter that is required is so of each request, and a dry run is a request to the same path.
    idempotencyKey(
      'Required, except of a dry run, which heeds none. New for each new request; 1 to 255 printable ASCII characters, quoted or not',
      false,
    ),
    ...correlation(),
    prefer(),
    ...(ifMatch === true
      ? [ApiHeader({ name: 'If-Match', required: false, description: 'The ETag that the account must have' })]
      : []),
    ApiBody({ required: true, schema: refTo(body) }),
    ApiResponse({
      ...{
        status: 200,
        description: 'To a dry run: what would be recorded now. Nothing was, and ids in it are of nothing',
        schema: dryRunOf(answer),
      },
      headers: answerHeaders(),
    }),
    ApiResponse({
      ...{
        status: 201,
        description: 'What was recorded, as it will be answered for ever',
        schema: refTo(answer),
      },
      headers: {
        ...answerHeaders(),
        Location: textHeader('Where it can be read'),
        'Idempotency-Replayed': textHeader('true when the key was used before'),
        'Preference-Applied': textHeader('The preference that was heeded'),
      },
    }),
    ApiResponse({
      ...{ status: 202, description: 'Recorded, and not decided yet', schema: refTo(Accepted) },
      headers: {
        ...answerHeaders(),
        Location: textHeader('The operation'),
        'Preference-Applied': textHeader('The preference that was heeded'),
      },
    }),
    ...(notFound === undefined ? [] : [problemResponse(404, notFound)]),
    ...problems(WRITE_PROBLEMS),
  );

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

/** A dry run of the write that has this answer. */
const dryRunOf = (answer: Contract) => {
  const schema = JSON_SCHEMAS[DryRun.name]!;
  return { ...schema, properties: { ...schema.properties, answer: refTo(answer) } };
};

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

const prefer = () =>
  ApiHeader({
    name: 'Prefer',
    required: false,
    description: 'wait=N: wait 1 to 30 seconds for the outcome',
    schema: { type: 'string' },
    example: 'wait=10',
  });

const textHeader = (description: string) => ({ description, schema: { type: 'string' as const } });

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

/** What any write can meet: hardly one looks for anything before the ledger does. */
const WRITE_PROBLEMS = (Object.keys(PROBLEMS) as ProblemCode[]).filter(
  (code) => PROBLEMS[code].status !== 404 && PROBLEMS[code].status !== 405,
);

export function problems(codes: readonly ProblemCode[]) {
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))].sort((a, b) => a - b);
  return statuses.map((status) =>
    problemResponse(
      status,
      codes.filter((code) => PROBLEMS[code].status === status),
    ),
  );
}

function problemResponse(status: number, codes: readonly ProblemCode[]) {
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
