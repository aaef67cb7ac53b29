import { Controller, Get, Req, Res } from '@nestjs/common';
import { Operation } from '@pacioli/contracts/operation';
import { keyIdOf, parseOperationId } from '@pacioli/contracts/operation-id';
import {
  BookPath,
  OperationKeyQuery,
  OperationPath,
  OperationQuery,
} from '@pacioli/contracts/request-parameters';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DescribeRead } from '@pacioli/service/docs/describe';
import { parseIdempotencyKey } from '@pacioli/service/http/idempotency-key';
import { pathParametersOf, queryOf } from '@pacioli/service/http/input';
import { preferredWait } from '../http/prefer';
import { invalidRequest, notFound } from '@pacioli/service/http/problem';
import { OutcomeWaiters } from '../outcomes/outcome-waiters';
import { parsePosition, type Position } from '../outcomes/position';
import { decidedOperation, operationIdIn, pendingOperation } from './operation-view';
import { OperationsStore } from './operations-store';
import { SOURCE, Submissions } from './submissions';

const bookPath = pathParametersOf(BookPath);
const operationPath = pathParametersOf(OperationPath);
const operationQuery = queryOf(OperationQuery);
const keyQuery = queryOf(OperationKeyQuery);

@Controller('v1/books/:book/operations')
export class OperationsController {
  constructor(
    private readonly operations: OperationsStore,
    private readonly waiters: OutcomeWaiters,
    private readonly submissions: Submissions,
  ) {}

  @Get()
  @DescribeRead({
    summary: 'The operation of an Idempotency-Key',
    ...{ path: BookPath, query: OperationKeyQuery, answer: Operation, notFound: ['operation_not_found'] },
  })
  async byKey(@Req() request: FastifyRequest): Promise<Operation> {
    const { book } = bookPath(request.params);
    const key = parseIdempotencyKey(keyQuery(request.query).key);
    if (key === undefined) throw invalidRequest([{ pointer: '?key', detail: 'is not an Idempotency-Key' }]);
    const decided = await this.operations.byKeyId(book, keyIdOf(SOURCE, book, key));
    if (decided === undefined)
      throw notFound('operation_not_found', `Nothing was decided under this key in book ${book}.`);
    return decidedOperation(operationIdIn(decided), decided);
  }

  @Get(':operation')
  @DescribeRead({
    summary: 'An operation: pending while the ledger is not past its position',
    ...{ path: OperationPath, query: OperationQuery, answer: Operation, notFound: ['operation_not_found'] },
    waits: true,
  })
  async get(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Operation> {
    const { book, operation: id } = operationPath(request.params);
    const position = this.positionIn(book, operationQuery(request.query).position);
    const seconds = preferredWait(request.headers);
    if (seconds !== undefined) void reply.header('preference-applied', `wait=${seconds}`);

    const { keyId } = parseOperationId(id)!;
    let decided = await this.operations.byKeyId(book, keyId);
    if (decided === undefined && seconds !== undefined) {
      const where = position ?? { partition: this.submissions.partitionOf(book) };
      await this.waiters.wait(keyId, where, seconds);
      decided = await this.operations.byKeyId(book, keyId);
    }
    if (decided === undefined && position !== undefined) {
      const fence = await this.operations.fence(position.partition);
      // In this order: what lies before the fence is decided, so it is found, if it was ever asked for.
      decided = await this.operations.byKeyId(book, keyId);
      if (decided === undefined && fence <= position.offset) return pendingOperation(id);
    }
    if (decided === undefined)
      throw notFound(
        'operation_not_found',
        `No outcome of operation ${id} is known in book ${book}. One whose request was answered 503 may still come.`,
      );
    return decidedOperation(id, decided);
  }

  private positionIn(book: string, text: string | undefined): Position | undefined {
    if (text === undefined) return undefined;
    const position = parsePosition(text);
    if (position.partition !== this.submissions.partitionOf(book)) {
      throw invalidRequest([{ pointer: '?position', detail: 'is not a position of this book' }]);
    }
    return position;
  }
}
