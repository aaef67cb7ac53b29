import type { RecordBatch } from '@pacioli/kafka/partition-feed';
import { Catch, Controller, UseFilters, type ExceptionFilter } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import { PartitionLedgers } from './partition-ledgers';

/** Keeps the cause of a failure, which Nest would flatten to 'Internal server error': what to do depends on it. */
@Catch()
class KeepCause implements ExceptionFilter {
  catch(exception: unknown): Observable<never> {
    return throwError(() => exception);
  }
}

export const PAYMENT_EVENTS_PATTERN = 'payment-events';

/** Where payment events enter the ledger: a batch of one partition's records, in their order. */
@Controller()
@UseFilters(KeepCause)
export class PaymentEventsController {
  constructor(private readonly ledgers: PartitionLedgers) {}

  @EventPattern(PAYMENT_EVENTS_PATTERN)
  async decide(@Payload() batch: RecordBatch): Promise<void> {
    await this.ledgers.handle(batch);
  }
}
