import { addressesFromEnvironment } from './environment';

const brokers = { KAFKA_BROKERS: ['127.0.0.1:9092'] };
const database = { ADMIN_DATABASE_URL: 'postgres://postgres@127.0.0.1/postgres' };

describe('addresses in the environment', () => {
  it('are taken when both are there', () => {
    expect(addressesFromEnvironment({ ...brokers, ...database })).toEqual({
      kafkaBrokers: brokers.KAFKA_BROKERS,
      adminDatabaseUrl: database.ADMIN_DATABASE_URL,
    });
  });

  it('are none when neither is there', () => {
    expect(addressesFromEnvironment({})).toBeNull();
  });

  it('are refused when one is there alone', () => {
    expect(() => addressesFromEnvironment(brokers)).toThrow('KAFKA_BROKERS is set alone');
    expect(() => addressesFromEnvironment(database)).toThrow('ADMIN_DATABASE_URL is set alone');
  });
});
