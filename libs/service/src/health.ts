import { Controller, Get, Inject, Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, TerminusModule, type HealthCheckResult } from '@nestjs/terminus';
import { MetricsController } from './metrics';

/** A dependency of the service: resolves with what is worth showing, throws when the service can not work. */
export interface Dependency {
  readonly name: string;
  readonly check: () => Promise<Record<string, unknown>>;
}

const DEPENDENCIES = Symbol('dependencies');

/** `live` says that the process turns; `ready` asks every dependency. */
@ApiExcludeController()
@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    @Inject(DEPENDENCIES) private readonly dependencies: Dependency[],
  ) {}

  @Get('live')
  live(): { status: string } {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check(
      this.dependencies.map(({ name, check }) => async () => {
        try {
          return { [name]: { ...(await check()), status: 'up' as const } };
        } catch (error) {
          return { [name]: { status: 'down' as const, reason: (error as Error).message } };
        }
      }),
    );
  }
}

/** Health and metrics of a service, at /health/live, /health/ready and /metrics. */
@Module({})
export class HealthModule {
  static for(
    dependencies: Pick<DynamicModule, 'imports'> &
      Pick<FactoryProvider<Dependency[]>, 'inject' | 'useFactory'>,
  ): DynamicModule {
    return {
      module: HealthModule,
      imports: [TerminusModule.forRoot({ errorLogStyle: 'json' }), ...(dependencies.imports ?? [])],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: DEPENDENCIES, inject: dependencies.inject ?? [], useFactory: dependencies.useFactory },
      ],
    };
  }
}
