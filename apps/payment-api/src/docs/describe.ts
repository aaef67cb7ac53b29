import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { DryRun } from '@pacioli/contracts/dry-run';
import { Accepted } from '@pacioli/contracts/operation';
import { PROBLEMS, type ProblemCode } from '@pacioli/contracts/problem';
import { WriteQuery } from '@pacioli/contracts/request-parameters';
import { JSON_SCHEMAS } from '@pacioli/contracts/schema';
import {
  answerHeaders,
  correlation,
  idempotencyKey,
  parametersOf,
  prefer,
  problemResponse,
  problems,
  refTo,
  textHeader,
  type Contract,
} from '@pacioli/service/docs/describe';

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

/** A dry run of the write that has this answer. */
const dryRunOf = (answer: Contract) => {
  const schema = JSON_SCHEMAS[DryRun.name]!;
  return { ...schema, properties: { ...schema.properties, answer: refTo(answer) } };
};

/** What any write can meet: hardly one looks for anything before the ledger does. */
const WRITE_PROBLEMS = (Object.keys(PROBLEMS) as ProblemCode[]).filter(
  (code) => PROBLEMS[code].status !== 404 && PROBLEMS[code].status !== 405,
);
