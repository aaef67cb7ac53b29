import type { PaymentEvent } from '@pacioli/contracts/payment-event';
import { Ledger } from '@pacioli/ledger-core/ledger';
import { loadLedger } from '@pacioli/ledger-db/load-ledger';
import type { LedgerDatabase } from '../ledger-database';

/** Moments of recording are whole milliseconds, as the broker gives them. */
const NOW = `select floor(extract(epoch from now()) * 1000)::bigint as now`;

export class DryRunsStore {
  constructor(private readonly database: LedgerDatabase) {}

  /** A ledger that can decide this event, as of one moment, which is given too: the database's, as milliseconds since 1970. */
  ledgerFor(event: PaymentEvent): Promise<{ ledger: Ledger; now: number }> {
    return this.database.readAtOnce(async (query) => {
      const ledger = new Ledger();
      await loadLedger(ledger, [{ book: event.book, event }], query);
      const [row] = await query<{ now: bigint }>(NOW, []);
      return { ledger, now: Number(row!.now) };
    });
  }
}
