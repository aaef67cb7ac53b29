import { Controller, Post, Req, Res } from '@nestjs/common';
import { FxTransferRequest } from '@pacioli/contracts/fx-transfer';
import { JournalEntry } from '@pacioli/contracts/journal-entry';
import { BookPath } from '@pacioli/contracts/request-parameters';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DescribeWrite } from '../docs/describe';
import { bodyOf, pathParametersOf } from '@pacioli/service/http/input';
import { Submissions } from '../operations/submissions';

const path = pathParametersOf(BookPath);
const body = bodyOf(FxTransferRequest);

@Controller('v1/books/:book/fx-transfers')
export class FxTransfersController {
  constructor(private readonly submissions: Submissions) {}

  @Post()
  @DescribeWrite({
    summary: 'Sell an amount of one currency for another, at a rate',
    ...{ path: BookPath, body: FxTransferRequest, answer: JournalEntry },
  })
  post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { book } = path(request.params);
    const submission = { type: 'fx-transfer.requested.v1', book, body: body(request.body) } as const;
    return this.submissions.submit(submission, request, reply);
  }
}
