import { needsInfrastructure } from './asked-specs';

describe('the need for Postgres and Kafka', () => {
  it.each([
    ['transfer.unit.spec.ts', false],
    ['transfer.prop.spec.ts', false],
    ['store.int.spec.ts', true],
    ['payment.e2e.spec.ts', true],
    ['plain.spec.ts', true],
  ])('of %s is %p', (spec, needed) => {
    expect(needsInfrastructure(spec)).toBe(needed);
  });
});
