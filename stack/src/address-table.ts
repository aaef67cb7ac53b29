import { relative } from 'node:path';
import { RunningStack } from './running-stack';
import { renderTable } from '@pacioli/service/terminal-table';

/** Where a person finds everything of a running stack, for the terminal. */
export function renderAddresses(stack: RunningStack, dataDirectory: string, reports: string): string {
  const { urls, kafkaBrokers, adminDatabaseUrl, databaseName } = stack;
  const rows = [
    ['Payment API', `${urls['payment-api']}/v1`],
    ['Its documentation', `${urls['payment-api']}/docs`],
    ...Object.entries(urls).map(([name, url]) => [name, `${url}/health/ready  ${url}/metrics`]),
    ['Postgres', `${new URL(adminDatabaseUrl).host}, database ${databaseName}`],
    ['Kafka', kafkaBrokers.join(', ')],
    ['Reconciliation reports', shortest(reports)],
    ['Logs', shortest(`${dataDirectory}/log`)],
    ['Passwords', shortest(`${dataDirectory}/run/addresses.json`)],
  ];
  return renderTable([left('Where to look'), left('')], rows);
}

function shortest(path: string): string {
  const fromHere = relative('', path);
  return fromHere.startsWith('..') ? path : fromHere;
}

function left(title: string): { title: string; align: 'left' } {
  return { title, align: 'left' };
}
