import { stopTestInfrastructure } from './test-infrastructure';

/** Jest's global teardown. */
export default async function tearDown(): Promise<void> {
  await stopTestInfrastructure();
}
