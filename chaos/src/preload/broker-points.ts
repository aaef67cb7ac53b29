import { around } from './around';
import { crashAt } from './crash';
import { brokerOfKafkajs } from './inside';

interface EndTxn {
  readonly transactionResult: boolean;
}

/** Crash points around the requests of a Kafka transaction. */
export function brokerPoints(points: { beforeProduce?: string; beforeEnd: string; endSent?: string }): void {
  const prototype = brokerOfKafkajs();
  around(
    prototype,
    'produce',
    (produce) =>
      async function (this: unknown, ...parameters) {
        if (points.beforeProduce !== undefined) crashAt(points.beforeProduce);
        return (await produce.apply(this, parameters)) as unknown;
      },
  );
  around(
    prototype,
    'endTxn',
    (endTxn) =>
      async function (this: unknown, ...parameters) {
        const isCommit = (parameters[0] as EndTxn).transactionResult;
        if (isCommit) crashAt(points.beforeEnd);
        const answered = endTxn.apply(this, parameters) as Promise<unknown>;
        // By the next turn of the loop the request is with the system, and its answer can not be here yet.
        if (isCommit && points.endSent !== undefined) setImmediate(crashAt, points.endSent);
        return await answered;
      },
  );
}
