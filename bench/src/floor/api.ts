import 'reflect-metadata';
import { BadRequestException, Controller, Get, Inject, Module, Post, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import Ajv from 'ajv';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FloorConfig, readFloorConfig } from './config';
import { GroupCommit } from './group-commit';
import { kafka, producerOptions } from './kafka';
import { type PaymentRequest, paymentRequestSchema } from './payment';
import { PostedPayments } from './posted-payments';
import { paymentsTopic } from './topics';

/**
 * The floor's payment API: the least that takes a payment by HTTP, makes it durable, and in the mode `posted` answers once
 * it is in the ledger. It meets no fault: an error ends the process, and with it the benchmark.
 */
const lanes = 2;
const isPayment = new Ajv().compile<PaymentRequest>(paymentRequestSchema);

@Controller()
class PaymentsController {
  constructor(
    private readonly groupCommit: GroupCommit,
    @Inject(PostedPayments) private readonly posted: PostedPayments | null,
  ) {}

  @Get('ready')
  ready(): string {
    return 'ready';
  }

  @Post('v1/books/:book/transfers')
  async post(
    @Req() request: FastifyRequest<{ Params: { book: string } }>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const id = request.headers['idempotency-key'];
    if (typeof id !== 'string' || !isPayment(request.body)) throw new BadRequestException();
    const posted = this.posted?.wait(id);
    await this.groupCommit.publish({ id, book: request.params.book, ...request.body });
    await posted;
    void reply.code(posted ? 201 : 202).send({ id, status: posted ? 'posted' : 'pending' });
  }
}

@Module({})
class FloorModule {}

async function main(config: FloorConfig): Promise<void> {
  const groupCommit = new GroupCommit(paymentsTopic(config.FLOOR_PREFIX), config.TOPIC_PARTITIONS);
  for (let lane = 0; lane < lanes; lane += 1) {
    const producer = kafka(config.KAFKA_BROKERS).producer(
      producerOptions(`${config.FLOOR_PREFIX}floor-api-${lane}`),
    );
    await producer.connect();
    void groupCommit.lane(producer);
  }
  const posted = config.FLOOR_MODE === 'posted' ? await PostedPayments.listen(config.DATABASE_URL) : null;
  const module = {
    module: FloorModule,
    controllers: [PaymentsController],
    providers: [
      { provide: GroupCommit, useValue: groupCommit },
      { provide: PostedPayments, useValue: posted },
    ],
  };
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    logger: ['error'],
  });
  await app.listen(config.PORT, '127.0.0.1');
}

void main(readFloorConfig());
