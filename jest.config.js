const preset = require('./jest.preset.js');

/** @type {import('jest').Config} */
module.exports = {
  ...preset,
  testMatch: ['**/src/**/*.spec.ts'],
  globalSetup: '<rootDir>/stack/src/jest-setup.ts',
  globalTeardown: '<rootDir>/stack/src/jest-teardown.ts',
  // Postgres, Kafka and the services under test share the machine with the tests.
  maxWorkers: 2,
  // A bound for tests that hang, generous since no test depends on speed.
  testTimeout: 60_000,
};
