import { Controller, Post, Req, Res } from '@nestjs/common';
import { Batch, BatchRequest } from '@pacioli/contracts/batch';
import { BookPath } from '@pacioli/contracts/request-parameters';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DescribeWrite } from '../docs/describe';
import { bodyOf, pathParametersOf } from '@pacioli/service/http/input';
import { Submissions } from '../operations/submissions';

const path = pathParametersOf(BookPath);
const body = bodyOf(BatchRequest);

@Controller('v1/books/:book/batches')
export class BatchesController {
  constructor(private readonly submissions: Submissions) {}

  @Post()
  @DescribeWrite({
    summary: 'Make up to 10,000 movements, all of them or none',
    ...{ path: BookPath, body: BatchRequest, answer: Batch },
  })
  post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { book } = path(request.params);
    const submission = { type: 'batch.requested.v1', book, body: body(request.body) } as const;
    return this.submissions.submit(submission, request, reply);
  }
}
