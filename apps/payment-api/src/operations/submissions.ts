import { fingerprintOf, keyIdOf, operationIdOf } from '@pacioli/contracts/operation-id';
import {
  paymentEventHeaders,
  type BodyOf,
  type PaymentEventType,
  type Provenance,
} from '@pacioli/contracts/payment-event';
import { WriteQuery } from '@pacioli/contracts/request-parameters';
import { partitionOf, paymentEventsTopic } from '@pacioli/contracts/topics';
import canonicalize from 'canonicalize';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { DryRuns } from '../dry-runs/dry-runs';
import { idempotencyKeyOf } from '@pacioli/service/http/idempotency-key';
import { queryOf } from '@pacioli/service/http/input';
import { preferredWait } from '../http/prefer';
import { Problem, sendProblem } from '@pacioli/service/http/problem';
import type { OutcomeWaiters } from '../outcomes/outcome-waiters';
import type { Outcome, OutcomesStore } from '../outcomes/outcomes-store';
import { printPosition, type Position } from '../outcomes/position';
import type { Publication, Published, Publisher } from '../publishing/publisher';
import { refusalOf } from './refusal';
import { resourceOf } from './resource';

/** Where the idempotency keys of this API's clients belong: a worker's key is another key. */
export const SOURCE = 'http';
/** Where those belong of what is due at a time. */
const SCHEDULER = 'scheduler';
/** Whose keys nothing is ever recorded under. */
const DRY_RUN = 'dry_run';
/** Where those belong of the chunks of imports: no key that a client can send is the key of a chunk. */
const IMPORT = 'import';
/** About what the headers and the framing of a record take. */
const BYTES_AROUND_A_BODY = 800;

const writeQuery = queryOf(WriteQuery);

/** A checked request for the ledger: of this type, for this book. */
export interface Submission<T extends PaymentEventType> {
  readonly type: T;
  readonly book: string;
  readonly body: BodyOf<T>;
}

/** What came of a request that is decided. */
export interface Decided {
  readonly operation: string;
  readonly replayed: boolean;
  /** Why the ledger did nothing; undefined when it did what was asked. */
  readonly refusal: Problem | undefined;
}

/**
 * Every write: what was asked becomes an event on its book's partition; the answer is the outcome if it is there in time,
 * and where to look for it if not. Of a dry run nothing is recorded, and the answer is what the outcome would be.
 */
export class Submissions {
  private readonly topic: string;

  constructor(
    private readonly publisher: Publisher,
    private readonly waiters: OutcomeWaiters,
    private readonly dryRuns: DryRuns,
    private readonly outcomes: OutcomesStore,
    prefix: string,
    private readonly partitions: number,
  ) {
    this.topic = paymentEventsTopic(prefix);
  }

  /** Answers the request: 201 with the outcome, 202, 200 to a dry run, or a problem (thrown, unless the ledger itself refused). */
  async submit<T extends PaymentEventType>(
    submission: Submission<T>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const key = keyOfWrite(request);
    if (key === null) {
      const publication = this.publicationOf(submission, askedBy(request, DRY_RUN, request.id));
      return this.dryRuns.answer(publication, reply);
    }
    const publication = this.publicationOf(submission, askedBy(request, SOURCE, key));
    const seconds = preferredWait(request.headers);
    if (seconds !== undefined) void reply.header('preference-applied', `wait=${seconds}`);

    const published = await this.publisher.publish(publication);
    if ('earlier' in published) {
      if (isOf(publication, published.earlier)) void reply.header('idempotency-replayed', 'true');
      return this.answerOutcome(submission, publication, published.earlier, request, reply);
    }
    const { position } = published;
    const outcome =
      seconds === undefined ? undefined : await this.waiters.wait(publication.keyId, position, seconds);
    const pending = () => answerPending(submission.book, publication, position, reply);
    if (outcome === undefined) return pending();
    await this.answerOutcome(submission, publication, outcome, request, reply).catch((error: unknown) => {
      // As a problem it would say that nothing was recorded.
      if (!(error instanceof Problem) || error.code !== 'unavailable') throw error;
      pending();
    });
  }

  /** The partition on which a book's events lie. */
  partitionOf(book: string): number {
    return partitionOf(book, this.partitions);
  }

  /**
   * Records what the platform asks of itself. The key is one of its own source, which no client's can meet, and the outcome
   * is for nobody to wait for. Throws what `Publisher.publish` throws.
   */
  async schedule<T extends PaymentEventType>(
    submission: Submission<T>,
    idempotencyKey: string,
  ): Promise<Published> {
    const who = { actorType: 'system', actorId: null, requestId: null, traceparent: null };
    return this.publisher.publish(
      this.publicationOf(submission, { source: SCHEDULER, idempotencyKey, ...who }),
    );
  }

  /**
   * Records a chunk of an import and waits until it is decided: throws `outcome_unknown` when it is not after so many seconds,
   * and what `Publisher.publish` throws.
   */
  async decideChunk(
    submission: Submission<'batch.requested.v1'>,
    request: FastifyRequest,
    chunkKey: string,
    seconds: number,
  ): Promise<Decided> {
    const publication = this.publicationOf(submission, askedBy(request, IMPORT, chunkKey));
    const { operationId: operation, keyId } = publication;
    const published = await this.publisher.publish(publication);
    const isEarlier = 'earlier' in published;
    const outcome = isEarlier
      ? published.earlier
      : await this.waiters.wait(keyId, published.position, seconds);
    if (outcome === undefined) throw undecided(operation);
    const replayed = isEarlier && isOf(publication, outcome);
    return { operation, replayed, refusal: refusalIn(publication, outcome) };
  }

  private async answerOutcome(
    submission: Submission<PaymentEventType>,
    publication: Publication,
    outcome: Outcome,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const refusal = refusalIn(publication, outcome);
    if (refusal !== undefined) return sendProblem(request, reply, refusal);
    const { operationId: operation, keyId } = publication;
    const pieces = this.outcomes.largeAnswer(keyId);
    const first = outcome.answer ?? ((await pieces.next()).value as Buffer);
    // What names a resource is in one piece.
    const { href } = resourceOf({ ...submission, operation, keyId, answer: first.toString() });
    // The text is sent as it was decided: what a later release would print differently stays as it was answered first.
    void reply
      .code(201)
      .header('location', href)
      .type('application/json')
      .send(outcome.answer ?? Readable.from(together(first, pieces), { objectMode: false }));
  }

  private publicationOf({ type, book, body }: Submission<PaymentEventType>, from: Provenance): Publication {
    const value = Buffer.from(canonicalize(body)!);
    const fingerprint = fingerprintOf(type, value);
    const keyId = keyIdOf(from.source, book, from.idempotencyKey);
    const operationId = operationIdOf(keyId, fingerprint);
    const headers = paymentEventHeaders(type, operationId, new Date(), from);
    const partition = this.partitionOf(book);
    return {
      operationId,
      keyId,
      record: { topic: this.topic, partition, key: book, value, headers },
      bytes: value.length + BYTES_AROUND_A_BODY,
    };
  }
}

/**
 * The idempotency key of a write; null for a dry run, which heeds none. Throws the problems of its query and headers: whoever
 * looks something up before it submits asks for it first.
 */
export const keyOfWrite = ({ query, headers }: FastifyRequest): string | null =>
  writeQuery(query).dry_run === 'true' ? null : idempotencyKeyOf(headers);

/** Who asks over HTTP. */
const askedBy = (request: FastifyRequest, source: string, idempotencyKey: string): Provenance => ({
  ...{ source, idempotencyKey },
  ...{ actorType: 'unauthenticated', actorId: null },
  ...{ requestId: request.id, traceparent: request.traceparent },
});

function answerPending(
  book: string,
  { operationId }: Publication,
  position: Position,
  reply: FastifyReply,
): void {
  void reply
    .code(202)
    .header('location', `/v1/books/${book}/operations/${operationId}?position=${printPosition(position)}`)
    .type('application/json')
    .send(`{"operation":{"id":"${operationId}","status":"pending"}}`);
}

async function* together<T>(first: T, others: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* others;
}

const undecided = (operation: string) =>
  new Problem('outcome_unknown', 'It is recorded and not decided yet. Send it again with the same key.', {
    operation,
  });

/** Whether an outcome is this very operation's, and not that of another request under the same key. */
const isOf = ({ operationId }: Publication, { suffix }: Outcome): boolean => operationId.endsWith(suffix);

function refusalIn(publication: Publication, outcome: Outcome): Problem | undefined {
  const { operationId: operation } = publication;
  if (!isOf(publication, outcome)) {
    return new Problem('idempotency_key_reused', 'This key came with another request before.', { operation });
  }
  if (outcome.status !== 'rejected') return undefined;
  const { code, detail, pointer } = outcome;
  return refusalOf({ code: code!, detail: detail!, pointer }, { operation });
}
