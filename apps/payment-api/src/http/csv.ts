import { Readable } from 'node:stream';
import type { PageQuery } from '@pacioli/contracts/request-parameters';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { invalidRequest } from '@pacioli/service/http/problem';

/** Whether a request asks for CSV rather than JSON, which is what it gets unless it names `text/csv`. */
export function prefersCsv({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const weights = new Map(
    (headers.accept ?? '').split(',').map((range) => {
      const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const q = parameters.find((parameter) => parameter.startsWith('q='));
      return [type, q === undefined ? 1 : Number(q.slice(2))];
    }),
  );
  const csv = weights.get('text/csv') ?? 0;
  return csv > 0 && csv >= (weights.get('application/json') ?? 0);
}

/** CSV is the whole of a list: a part of one could be taken for all. Throws the problem `invalid_request`. */
export function refusePages({ limit, cursor }: PageQuery): void {
  const errors = Object.entries({ limit, cursor })
    .filter(([, given]) => given !== undefined)
    .map(([name]) => ({ pointer: `?${name}`, detail: 'is for JSON: text/csv is the whole list' }));
  if (errors.length > 0) throw invalidRequest(errors);
}

/** An answer of rows that are made while it is sent: one that is cut short lacks the end of its last chunk. */
export function csvAnswer(reply: FastifyReply, rows: AsyncIterable<string>): Readable {
  void reply.type('text/csv; charset=utf-8; header=present');
  return Readable.from(rows);
}
