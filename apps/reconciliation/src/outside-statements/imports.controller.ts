import { Controller, Post, Req, Res } from '@nestjs/common';
import { OutsideStatementQuery, StatementSourcePath } from '@pacioli/contracts/outside-statement';
import { idempotencyKeyOf } from '@pacioli/service/http/idempotency-key';
import { pathParametersOf, queryOf } from '@pacioli/service/http/input';
import { mayTakeLong } from '@pacioli/service/http/streamed-body';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { ApiDatabase } from '../api-database';
import { DescribeStatementImport } from '../docs/describe';
import { MatchingRuns } from '../breaks/matching-runs';
import { sourceOf } from '../sources/sources-store';
import { sendAnswer } from '../writes/send-answer';
import { arriving } from './arriving-file';
import { ImportLog } from './import-log';
import { importStatement, previewStatement } from './import-statement';
import { Uploads } from './uploads';

const path = pathParametersOf(StatementSourcePath);
const query = queryOf(OutsideStatementQuery);

/** Takes files as their senders have them. */
@Controller('v1/books/:book/reconciliation/sources/:source/statements')
export class ImportsController {
  constructor(
    private readonly database: ApiDatabase,
    private readonly matching: MatchingRuns,
    private readonly log: ImportLog,
    private readonly uploads: Uploads,
  ) {}

  @Post()
  @DescribeStatementImport('Import a statement as its sender has it')
  async post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { book, source: name } = path(request.params);
    const { preview, file_name: fileName = null, by: sentBy = null } = query(request.query);
    // A request without a body is a file without a byte.
    const body = request.body instanceof Readable ? request.body : Readable.from([]);
    mayTakeLong(request);
    const source = await sourceOf(this.database.query, book, name);
    if (preview === 'true') {
      const shown = await this.uploads.take(() =>
        previewStatement(this.database.query, source, arriving(body)),
      );
      await reply.code(200).send(shown);
      return;
    }
    const file = { key: idempotencyKeyOf(request.headers), fileName, sentBy, chunks: arriving(body) };
    const mirror = { book, source: name };
    const answer = await this.log.of(mirror, () =>
      this.uploads.take(() => importStatement(this.database.source, source, file)),
    );
    const isNew = answer.status === 201 && !answer.isReplayed;
    const matching = isNew ? await this.matching.soon(mirror) : null;
    sendAnswer(reply, { ...answer, body: { ...answer.body, matching } });
  }
}
