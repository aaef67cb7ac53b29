import { randomBytes } from 'node:crypto';
import { database } from './database';

describe('Connections that are read only', () => {
  it('are refused by the server to write, whoever they are', async () => {
    const settings = { url: process.env['TEST_ADMIN_DATABASE_URL']!, applicationName: 'test', poolSize: 1 };
    const table = `refused_${randomBytes(4).toString('hex')}`;
    const source = await database({ ...settings, readOnly: true }).initialize();
    try {
      await expect(source.query(`create table ${table} ()`)).rejects.toThrow(/read-only transaction/);
      expect(await source.query('select 1 as one')).toEqual([{ one: 1 }]);
    } finally {
      await source.destroy();
    }
  });
});
