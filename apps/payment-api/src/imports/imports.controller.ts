import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { BookPath, ImportQuery } from '@pacioli/contracts/request-parameters';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { DescribeImport } from '../docs/describe-import';
import { idempotencyKeyOf } from '@pacioli/service/http/idempotency-key';
import { pathParametersOf, queryOf } from '@pacioli/service/http/input';
import { Problem } from '@pacioli/service/http/problem';
import { wrongMediaType } from '@pacioli/service/http/streamed-body';
import { NDJSON } from '../http/ndjson';
import { Imports } from './imports';

const path = pathParametersOf(BookPath);
const query = queryOf(ImportQuery);
/** A space and the number of a line make the key of a chunk of it, which has 255 characters at most. */
const LONGEST_KEY = 239;

@Controller('v1/books/:book/imports')
export class ImportsController {
  constructor(private readonly imports: Imports) {}

  @Post()
  @HttpCode(200)
  @DescribeImport({
    summary:
      'Make any number of movements, in chunks of up to 10,000 that are posted as a whole or not at all',
    ...{ path: BookPath, query: ImportQuery },
  })
  post(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Readable {
    const { book } = path(request.params);
    const { on_refusal } = query(request.query);
    const { body } = request;
    if (!(body instanceof Readable)) throw wrongMediaType(NDJSON);
    return this.imports.begin({ book, key: keyOf(request), on_refusal, body }, request, reply);
  }
}

function keyOf({ headers }: FastifyRequest): string {
  const key = idempotencyKeyOf(headers);
  if (key.length <= LONGEST_KEY) return key;
  throw new Problem('idempotency_key_invalid', `The key of an import has at most ${LONGEST_KEY} characters.`);
}
