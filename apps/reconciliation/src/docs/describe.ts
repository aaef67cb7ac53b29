import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { ImportedStatement, OutsideStatementPreview } from '@pacioli/contracts/outside-statement-answers';
import { OutsideStatementQuery, StatementSourcePath } from '@pacioli/contracts/outside-statement';
import { PROBLEMS, type ProblemCode } from '@pacioli/contracts/problem';
import {
  answerHeaders,
  correlation,
  idempotencyKey,
  parametersOf,
  problemResponse,
  problems,
  refTo,
  textHeader,
  type Contract,
} from '@pacioli/service/docs/describe';

interface KeyedWrite {
  readonly summary: string;
  readonly path: Contract;
  readonly body: Contract;
  readonly answer: Contract;
  readonly notFound: readonly ProblemCode[];
  /** Why it may be refused, each by its own code. */
  readonly refusals: readonly ProblemCode[];
}

/** Declares a write that is answered once it is stored. A refusal keeps nothing, not its key either. */
export const DescribeKeyedWrite = (about: KeyedWrite) =>
  applyDecorators(
    ApiOperation({ summary: about.summary }),
    ...parametersOf(about.path, ApiParam),
    idempotencyKey('New for each new request; 1 to 255 printable ASCII characters, quoted or not', true),
    ...correlation(),
    ApiBody({ required: true, schema: refTo(about.body) }),
    stored(about.answer),
    problemResponse(404, about.notFound),
    ...problems([...ANY_WRITE, ...about.refusals]),
  );

/** Declares the import of a file, of any type of content. */
export const DescribeStatementImport = (summary: string) =>
  applyDecorators(
    ApiOperation({ summary }),
    ...parametersOf(StatementSourcePath, ApiParam),
    ...parametersOf(OutsideStatementQuery, ApiQuery),
    // A preview is a request to the same path, and heeds none.
    idempotencyKey('Required, except of a preview. New for each new file', false),
    ...correlation(),
    ApiConsumes('application/octet-stream', 'text/csv', 'application/xml'),
    ApiBody({ required: true, schema: { type: 'string' }, description: 'The file as its sender has it' }),
    ApiResponse({
      ...{ status: 200, description: 'How the file would be read; or what the same file became before' },
      ...{
        headers: answerHeaders(),
        schema: { oneOf: [refTo(OutsideStatementPreview), refTo(ImportedStatement)] },
      },
    }),
    stored(ImportedStatement),
    problemResponse(404, ['book_not_found', 'source_not_found']),
    ...problems([...ANY_WRITE, ...FILE_REFUSALS, 'overloaded']),
  );

const stored = (answer: Contract) =>
  ApiResponse({
    ...{ status: 201, description: 'What was stored', schema: refTo(answer) },
    headers: {
      ...answerHeaders(),
      'Idempotency-Replayed': textHeader('true when the key was used before'),
    },
  });

const ANY_WRITE: readonly ProblemCode[] = [
  ...(['malformed_request', 'malformed_json', 'invalid_request', 'idempotency_key_missing'] as const),
  ...(['idempotency_key_invalid', 'request_timeout', 'body_too_large', 'uri_too_long'] as const),
  ...(['unsupported_media_type', 'headers_too_large', 'idempotency_key_reused'] as const),
  ...(['internal_error', 'unavailable'] as const),
];

/** They stand together, from the first to the last. */
const CODES = Object.keys(PROBLEMS) as ProblemCode[];
const FILE_REFUSALS = CODES.slice(CODES.indexOf('encoding_differs'), CODES.indexOf('no_statement') + 1);
