import type { Connection as Wire, PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { Connection } from './connection';
import { CopyTransaction } from './copy-transaction';

/** Begins a transaction as `Connection.copy` does, and sends nothing more once the server waits for the rows. */
class UnfinishedCopy extends CopyTransaction {
  constructor(
    private readonly statements: string,
    private readonly inCopy: () => void,
    ended: (error?: Error) => void,
  ) {
    super('', [], [], ended);
  }

  override submit(wire: Wire): void {
    wire.query(this.statements);
  }

  override handleCopyInResponse(): void {
    this.inCopy();
  }
}

/**
 * A writer that stops in the middle of a COPY, for ever. Resolves once it is there, with a promise of how its connection
 * ends, which rejects.
 */
export async function stopInCopy(
  source: DataSource,
  name: string,
  first: string,
  copy: string,
): Promise<{ ended: Promise<void> }> {
  const { client } = (await Connection.open(source, name)) as unknown as { client: PoolClient };
  return await new Promise((resolve) => {
    const ended = new Promise<void>((end, fail) => {
      const settle = (error?: Error) => (error ? fail(error) : end());
      client.query(new UnfinishedCopy(`begin;${first};${copy};commit`, () => resolve({ ended }), settle));
    });
  });
}
