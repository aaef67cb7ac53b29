import { register } from 'prom-client';
import './ledger-metrics';

describe('The metrics of the ledger', () => {
  it('count dead letters from 0 on, so that the first is an increase', async () => {
    expect(await register.metrics()).toContain('ledger_decisions_total{status="dead_lettered"} 0');
  });
});
