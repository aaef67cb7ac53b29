import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { HealthModule } from '@pacioli/service/health';
import type { Log } from '@pacioli/service/log';
import type { Config } from './config';
import { dependencies } from './health';
import type { RunSettings } from './run';
import { Schedule } from './schedule';

@Module({})
export class ReconciliationModule {
  static for(config: Config, settings: RunSettings, log: Log): DynamicModule {
    const ScheduleAsConfigured = Schedule.at(config.RECONCILE_CRON);
    return {
      module: ReconciliationModule,
      imports: [
        ScheduleModule.forRoot(),
        HealthModule.for({ useFactory: () => dependencies(settings, config.RECONCILE_MAX_AGE_SECONDS) }),
      ],
      providers: [{ provide: Schedule, useFactory: () => new ScheduleAsConfigured(settings, log) }],
    };
  }
}
