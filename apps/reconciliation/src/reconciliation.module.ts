import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { HealthModule } from '@pacioli/service/health';
import type { Log } from '@pacioli/service/log';
import type { Config } from './config';
import { dependencies } from './health';
import type { RunSettings } from './proof/run';
import { ReportFolder } from './reports/report-folder';
import { Schedule } from './schedule';

@Module({})
export class ReconciliationModule {
  static for(config: Config, settings: RunSettings, log: Log): DynamicModule {
    const maxAge = {
      run: config.RECONCILE_MAX_AGE_SECONDS,
      fullRun: config.RECONCILE_FULL_MAX_AGE_SECONDS,
    };
    const folder = new ReportFolder(settings.database, config.RECONCILE_REPORT_FOLDER, log);
    const ScheduleAsConfigured = Schedule.at(config.RECONCILE_CRON);
    return {
      module: ReconciliationModule,
      imports: [
        ScheduleModule.forRoot(),
        HealthModule.for({ useFactory: () => dependencies(settings, maxAge, folder) }),
      ],
      providers: [
        {
          provide: Schedule,
          useFactory: () => new ScheduleAsConfigured(settings, config.RECONCILE_FULL_CRON, folder, log),
        },
      ],
    };
  }
}
