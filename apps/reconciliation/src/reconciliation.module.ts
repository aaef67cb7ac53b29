import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Cursors } from '@pacioli/service/http/cursors';
import { HealthModule } from '@pacioli/service/health';
import type { Log } from '@pacioli/service/log';
import { ApiDatabase } from './api-database';
import { BreaksController } from './breaks/breaks.controller';
import { MatchesController } from './breaks/matches.controller';
import { MatchingRuns } from './breaks/matching-runs';
import type { Config } from './config';
import { dependencies } from './health';
import { ImportLog } from './outside-statements/import-log';
import { ImportsController } from './outside-statements/imports.controller';
import { Uploads } from './outside-statements/uploads';
import { OutsideStatementsController } from './outside-statements/statements.controller';
import type { RunSettings } from './proof/run';
import { ReportWatch } from './report-watch';
import { ReportFolder } from './reports/report-folder';
import { Schedule } from './schedule';
import { SourcesController } from './sources/sources.controller';

@Module({})
export class ReconciliationModule {
  static for(config: Config, settings: RunSettings, log: Log): DynamicModule {
    const maxAge = {
      run: config.RECONCILE_MAX_AGE_SECONDS,
      fullRun: config.RECONCILE_FULL_MAX_AGE_SECONDS,
    };
    const watch = new ReportWatch(settings.database, maxAge, log);
    const folder = new ReportFolder(settings.database, config.RECONCILE_REPORT_FOLDER, log);
    const ScheduleAsConfigured = Schedule.at(config.RECONCILE_CRON);
    return {
      module: ReconciliationModule,
      imports: [
        ScheduleModule.forRoot(),
        HealthModule.for({ useFactory: () => dependencies(settings, watch, folder) }),
      ],
      controllers: [
        ...[SourcesController, ImportsController, OutsideStatementsController],
        ...[MatchesController, BreaksController],
      ],
      providers: [
        {
          provide: ApiDatabase,
          useFactory: () => ApiDatabase.open(config.DATABASE_URL, config.INSTALLATION_PREFIX),
        },
        { provide: ImportLog, useValue: new ImportLog(log) },
        Uploads,
        { provide: Cursors, useValue: new Cursors(config.CURSOR_KEY) },
        {
          provide: MatchingRuns,
          inject: [ApiDatabase],
          useFactory: ({ source }: ApiDatabase) => new MatchingRuns(source, log),
        },
        { provide: ReportWatch, useValue: watch },
        {
          provide: Schedule,
          useFactory: () =>
            new ScheduleAsConfigured(settings, config.RECONCILE_FULL_CRON, folder, watch, log),
        },
      ],
    };
  }
}
