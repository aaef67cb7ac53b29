import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import { verifyTopics } from '@pacioli/kafka/topics';
import { HealthModule, type Dependency } from '@pacioli/service/health';
import type { Log } from '@pacioli/service/log';
import { AccountsController } from './accounts/accounts.controller';
import { AccountsStore } from './accounts/accounts-store';
import { BooksController } from './books/books.controller';
import { BooksStore } from './books/books-store';
import type { Config } from './config';
import { DryRuns } from './dry-runs/dry-runs';
import { DryRunsStore } from './dry-runs/dry-runs-store';
import { FxTransfersController } from './fx-transfers/fx-transfers.controller';
import { GeneralLedgerController } from './general-ledger/general-ledger.controller';
import { GeneralLedgerStore } from './general-ledger/general-ledger-store';
import { HoldExpiry } from './holds/hold-expiry';
import { BatchesController } from './batches/batches.controller';
import { HoldsController } from './holds/holds.controller';
import { HoldsStore } from './holds/holds-store';
import { Cursors } from '@pacioli/service/http/cursors';
import { Imports } from './imports/imports';
import { ImportsController } from './imports/imports.controller';
import { JournalEntriesController } from './journal-entries/journal-entries.controller';
import { JournalEntriesStore } from './journal-entries/journal-entries-store';
import { LedgerDatabase } from './ledger-database';
import { OperationsController } from './operations/operations.controller';
import { OperationsStore } from './operations/operations-store';
import { Submissions } from './operations/submissions';
import { OutcomeWaiters } from './outcomes/outcome-waiters';
import { OutcomesStore } from './outcomes/outcomes-store';
import { Months } from './periods/months';
import { PeriodsController } from './periods/periods.controller';
import { PeriodsStore } from './periods/periods-store';
import { Periods } from './periods/periods';
import { Publisher } from './publishing/publisher';
import { ReportsController } from './reports/reports.controller';
import { ReportsStore } from './reports/reports-store';
import { StatementsController } from './statements/statements.controller';
import { StatementsStore } from './statements/statements-store';
import { SubtotalsController } from './subtotals/subtotals.controller';
import { SubtotalsStore } from './subtotals/subtotals-store';
import { TransfersController } from './transfers/transfers.controller';
import { TrialBalanceController } from './trial-balance/trial-balance.controller';
import { TrialBalanceStore } from './trial-balance/trial-balance-store';

/** What writes need of the database: reads, however slow, hold none of its connections. */
const WRITES = Symbol('LedgerDatabase of writes');
const READ_CONNECTIONS = 8;
/**
 * One for what has been decided and one for the fences, of the lanes and of those who wait; one for large answers, one for the books
 * whose periods are closed, one for overdue holds, and one that listens.
 */
const connectionsOfWrites = (lanes: number): number => lanes + 7;

/** The stores need the database of reads and nothing else. */
const STORES = [
  AccountsStore,
  BooksStore,
  DryRunsStore,
  GeneralLedgerStore,
  HoldsStore,
  PeriodsStore,
  JournalEntriesStore,
  OperationsStore,
  ReportsStore,
  StatementsStore,
  SubtotalsStore,
  TrialBalanceStore,
];

@Module({})
export class AppModule {
  static for(config: Config, kafka: KafkaSettings, log: Log): DynamicModule {
    const { INSTALLATION_PREFIX: prefix, TOPIC_PARTITIONS: partitions } = config;
    return {
      module: AppModule,
      // The health module asks for what is provided here.
      global: true,
      imports: [
        HealthModule.for({
          inject: [WRITES],
          useFactory: (database: LedgerDatabase) => dependencies(database, kafka, prefix, partitions),
        }),
      ],
      controllers: [
        ...[BooksController, AccountsController],
        ...[TransfersController, FxTransfersController, JournalEntriesController],
        ...[HoldsController, BatchesController, ImportsController, PeriodsController, OperationsController],
        ...[TrialBalanceController, ReportsController],
        ...[StatementsController, GeneralLedgerController, SubtotalsController],
      ],
      providers: [
        ...databases(config),
        ...STORES.map((store) => ({
          provide: store,
          inject: [LedgerDatabase],
          useFactory: (database: LedgerDatabase) => new store(database),
        })),
        { provide: Cursors, useValue: new Cursors(config.CURSOR_KEY) },
        {
          provide: Periods,
          inject: [JournalEntriesStore, Cursors],
          useFactory: (entries: JournalEntriesStore, cursors: Cursors) => new Periods(entries, cursors),
        },
        {
          provide: OutcomeWaiters,
          inject: [WRITES, OutcomesStore],
          useFactory: (database: LedgerDatabase, outcomes: OutcomesStore) =>
            new OutcomeWaiters(database, outcomes, log),
        },
        {
          provide: Publisher,
          inject: [OutcomesStore],
          useFactory: (outcomes: OutcomesStore) => new Publisher(outcomes, publisherSettings(config, kafka)),
        },
        {
          provide: Submissions,
          inject: [Publisher, OutcomeWaiters, DryRunsStore, OutcomesStore],
          useFactory: (
            publisher: Publisher,
            waiters: OutcomeWaiters,
            dryRuns: DryRunsStore,
            outcomes: OutcomesStore,
          ) => new Submissions(publisher, waiters, new DryRuns(dryRuns), outcomes, prefix, partitions),
        },
        {
          provide: Imports,
          inject: [Submissions],
          useFactory: (submissions: Submissions) => new Imports(submissions, log),
        },
        {
          provide: HoldExpiry,
          inject: [WRITES, OutcomesStore, Submissions],
          useFactory: (database: LedgerDatabase, outcomes: OutcomesStore, submissions: Submissions) =>
            new HoldExpiry(new HoldsStore(database), outcomes, submissions, log),
        },
      ],
      exports: [WRITES],
    };
  }
}

/** The two databases, and what reads outcomes and books for writes. */
function databases(config: Config): Provider[] {
  const open = (suffix: string, connections: number) =>
    LedgerDatabase.open(
      config.DATABASE_URL,
      `${config.INSTALLATION_PREFIX}payment-api${suffix}`,
      connections,
    );
  return [
    { provide: LedgerDatabase, useFactory: () => open('', READ_CONNECTIONS) },
    { provide: WRITES, useFactory: () => open('-writes', connectionsOfWrites(config.LANES)) },
    {
      provide: OutcomesStore,
      inject: [WRITES],
      useFactory: (database: LedgerDatabase) => new OutcomesStore(database),
    },
    {
      provide: Months,
      inject: [WRITES],
      useFactory: (database: LedgerDatabase) => new Months(new BooksStore(database)),
    },
  ];
}

/** Transactional ids are stable: a changed one would leave an open transaction behind that holds all readers back. */
const publisherSettings = (config: Config, kafka: KafkaSettings) => ({
  kafka,
  transactionalIds: Array.from(
    { length: config.LANES },
    (_, lane) => `${config.INSTALLATION_PREFIX}payment-api-${config.REPLICA_ORDINAL}-${lane}`,
  ),
  lingerMs: config.LINGER_MS,
  queue: { records: config.QUEUE_RECORDS, bytes: config.QUEUE_BYTES },
  waitMs: config.QUEUE_WAIT_MS,
  fencesMs: 250,
});

const dependencies = (
  database: LedgerDatabase,
  kafka: KafkaSettings,
  prefix: string,
  partitions: number,
): Dependency[] => [
  {
    name: 'database',
    check: async () => {
      await database.read('select 1', []);
      return {};
    },
  },
  {
    name: 'kafka',
    check: async () => {
      await verifyTopics(kafka, prefix, partitions);
      return {};
    },
  },
];
