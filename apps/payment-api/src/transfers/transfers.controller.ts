import { Controller, Post, Req, Res } from '@nestjs/common';
import { JournalEntry, TransferRequest } from '@pacioli/contracts/journal-entry';
import { BookPath } from '@pacioli/contracts/request-parameters';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DescribeWrite } from '../docs/describe';
import { bodyOf, pathParametersOf } from '@pacioli/service/http/input';
import { Submissions } from '../operations/submissions';

const path = pathParametersOf(BookPath);
const body = bodyOf(TransferRequest);

@Controller('v1/books/:book/transfers')
export class TransfersController {
  constructor(private readonly submissions: Submissions) {}

  @Post()
  @DescribeWrite({
    summary: 'Move one amount between two accounts',
    ...{ path: BookPath, body: TransferRequest, answer: JournalEntry },
  })
  post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { book } = path(request.params);
    const submission = { type: 'transfer.requested.v1', book, body: body(request.body) } as const;
    return this.submissions.submit(submission, request, reply);
  }
}
