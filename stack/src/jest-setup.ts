import { JestConfig, startTestInfrastructure } from './test-infrastructure';

/** Jest's global setup. */
export default async function setUp(jest: JestConfig): Promise<void> {
  await startTestInfrastructure(jest);
}
