import { TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { programOf } from '@pacioli/stack/services';
import { beside } from './around';
import { brokerPoints } from './broker-points';
import { crashAt } from './crash';
import { inside } from './inside';

/** Crash points P1 to P7, of payment-api. */
export function apiPoints(): void {
  beside(
    TransactionalProducer.prototype,
    'publish',
    () => crashAt('P1'),
    () => crashAt('P5'),
  );
  brokerPoints({ beforeProduce: 'P2', beforeEnd: 'P3', endSent: 'P4' });
  const { OutcomeWaiters } = inside(programOf('payment-api', 'outcomes/outcome-waiters.js'));
  beside(OutcomeWaiters!.prototype, 'wait', () => crashAt('P6'));
  const { Publisher } = inside(programOf('payment-api', 'publishing/publisher.js'));
  beside(
    Publisher!.prototype,
    'publish',
    () => undefined,
    (published) => {
      if ('earlier' in (published as object)) crashAt('P7');
    },
  );
}
