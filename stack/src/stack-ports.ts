import { Config } from './config';
import { InfrastructureOptions } from './infrastructure/infrastructure';
import { PortUse } from './ports';
import { ServiceName } from './services';

export function infrastructurePorts(config: Config): InfrastructureOptions['ports'] {
  return {
    postgres: config.PACIOLI_POSTGRES_PORT,
    kafka: config.PACIOLI_KAFKA_PORT,
    kafkaController: config.PACIOLI_KAFKA_CONTROLLER_PORT,
  };
}

export function servicePorts(config: Config): Record<ServiceName, number> {
  return {
    'payment-api': config.PACIOLI_API_PORT,
    'ledger-service': config.PACIOLI_LEDGER_PORT,
    reconciliation: config.PACIOLI_RECONCILIATION_PORT,
  };
}

/** The ports that Postgres and Kafka will take, none when the environment names servers that run already. */
export function infrastructurePortUses(config: Config): PortUse[] {
  if (config.KAFKA_BROKERS) return [];
  const ports = infrastructurePorts(config);
  return [
    { port: ports.postgres, purpose: 'Postgres', variable: 'PACIOLI_POSTGRES_PORT' },
    { port: ports.kafka, purpose: 'Kafka', variable: 'PACIOLI_KAFKA_PORT' },
    { port: ports.kafkaController, purpose: "Kafka's controller", variable: 'PACIOLI_KAFKA_CONTROLLER_PORT' },
  ];
}

export function servicePortUses(config: Config): PortUse[] {
  const ports = servicePorts(config);
  return [
    { port: ports['payment-api'], purpose: 'the payment API', variable: 'PACIOLI_API_PORT' },
    { port: ports['ledger-service'], purpose: 'the ledger service', variable: 'PACIOLI_LEDGER_PORT' },
    { port: ports.reconciliation, purpose: 'the reconciliation', variable: 'PACIOLI_RECONCILIATION_PORT' },
  ];
}
