import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { BatchRequest } from '@pacioli/contracts/batch';
import { ImportChunk, ImportEnd } from '@pacioli/contracts/import';
import type { ProblemCode } from '@pacioli/contracts/problem';
import { JSON_SCHEMAS } from '@pacioli/contracts/schema';
import { NDJSON } from '../http/ndjson';
import {
  answerHeaders,
  correlation,
  idempotencyKey,
  parametersOf,
  problems,
  refTo,
} from '@pacioli/service/docs/describe';

/** What can be wrong before the first line is read. What is wrong later is said in the answer, whose status is 200 by then. */
const PROBLEMS_BEFORE: readonly ProblemCode[] = [
  ...([
    'malformed_request',
    'invalid_request',
    'idempotency_key_missing',
    'idempotency_key_invalid',
  ] as const),
  ...(['request_timeout', 'uri_too_long', 'unsupported_media_type', 'headers_too_large'] as const),
  ...(['internal_error', 'overloaded', 'unavailable'] as const),
];

/** Declares the import for the API's document, of which a schema is that of a line. */
export const DescribeImport = (about: { summary: string; path: new () => object; query: new () => object }) =>
  applyDecorators(
    ApiOperation({ summary: about.summary }),
    ...parametersOf(about.path, ApiParam),
    ...parametersOf(about.query, ApiQuery),
    idempotencyKey(
      'New for each new file; 1 to 239 printable ASCII characters, quoted or not. The same file with the same key goes on after what is decided',
      true,
    ),
    ...correlation(),
    ApiConsumes(NDJSON),
    ApiBody({
      required: true,
      description: 'An operation a line, each as in a batch, and each at most 1 MiB long',
      schema: JSON_SCHEMAS[BatchRequest.name]!.properties!['operations']!['items'] as object,
    }),
    ApiResponse({
      status: 200,
      description: 'While the file comes: a line for each chunk that is decided, and one at the end',
      headers: answerHeaders(),
      content: { [NDJSON]: { schema: { oneOf: [refTo(ImportChunk), refTo(ImportEnd)] } } },
    }),
    ...problems(PROBLEMS_BEFORE),
  );
