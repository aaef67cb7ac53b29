import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import { PartitionServer } from '@pacioli/kafka/partition-server';
import { TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { CopyTransaction, type Copy } from '@pacioli/postgres/copy-transaction';
import { programOf } from '@pacioli/stack/services';
import type { Duplex } from 'node:stream';
import { around, beside } from './around';
import { brokerPoints } from './broker-points';
import { claim, crashAt } from './crash';
import { inside } from './inside';

/** Crash points L1 to L9, of ledger-service. */
export function ledgerPoints(): void {
  const { PartitionLedger } = inside(programOf('ledger-service', 'partition-ledger.js'));
  beside(PartitionLedger!.prototype, 'handle', () => crashAt('L1'));
  databasePoints();
  const { LedgerStore } = inside(programOf('ledger-service', 'ledger-store.js'));
  beside(
    LedgerStore!.prototype,
    'write',
    () => undefined,
    () => crashAt('L6'),
  );
  brokerPoints({ beforeEnd: 'L7a' });
  beside(TransactionalProducer.prototype, 'publish', deadLetters('L9a'), (_, records) => {
    crashAt('L7b');
    deadLetters('L9b')(records);
  });
  around(
    PartitionServer.prototype,
    'assign',
    (assign) =>
      function (this: unknown, ...parameters) {
        crashAt('L8');
        return assign.apply(this, parameters) as unknown;
      },
  );
}

const deadLetters = (point: string) => (records: readonly OutgoingRecord[]) => {
  if (records.some(({ topic }) => topic.endsWith('.dlq'))) crashAt(point);
};

interface Submitted {
  readonly first: string;
  readonly copies: readonly Copy[];
}
type Submit = (connection: { stream: Duplex }) => void;

/** The transaction is sent in one piece, so a crash in its middle is a piece that is cut off. */
function databasePoints(): void {
  around(
    CopyTransaction.prototype,
    'submit',
    (submit: Submit) =>
      function (this: Submitted, connection: Parameters<Submit>[0]) {
        const entries = this.copies.findIndex(({ statement }) => /^copy journal_entry /.test(statement)) + 1;
        const parts = { L2: [], ...(entries > 0 && { L3: this.copies.slice(0, entries) }), L4: this.copies };
        for (const [point, copies] of Object.entries(parts)) {
          const fate = claim(point);
          if (fate) return sendPart(connection, this, copies, fate);
        }
        submit.call(this, connection);
        const fate = claim('L5');
        if (fate) connection.stream.write('', fate);
      },
  );
}

function sendPart(
  { stream }: Parameters<Submit>[0],
  { first }: Submitted,
  copies: readonly Copy[],
  then: () => void,
): void {
  const statements = ['begin', first, ...copies.map(({ statement }) => statement)].join(';');
  const message = (letter: string, content: Buffer) => {
    const header = Buffer.from(`${letter}0000`, 'latin1');
    header.writeInt32BE(content.length + 4, 1);
    return Buffer.concat([header, content]);
  };
  stream.write(
    Buffer.concat([
      message('Q', Buffer.from(`${statements}\0`)),
      ...copies.flatMap(({ data }) => [message('d', Buffer.concat(data)), message('c', Buffer.alloc(0))]),
    ]),
    then,
  );
}
