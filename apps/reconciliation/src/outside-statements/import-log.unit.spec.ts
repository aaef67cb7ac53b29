import { Problem } from '@pacioli/service/http/problem';
import type { Log } from '@pacioli/service/log';
import { ImportLog } from './import-log';

describe('The log of imports', () => {
  it.each([
    [new Problem('malformed_request', 'The connection ended.'), 'info'],
    [new Problem('overloaded', 'Too many statements are being read.'), 'info'],
    [new Problem('unavailable', 'The database is gone.'), 'error'],
    [new Error('a bug'), 'error'],
  ])('says of %s what it is: %s', async (error, level) => {
    const lines: string[] = [];
    const log = { info: () => lines.push('info'), error: () => lines.push('error') } as unknown as Log;
    const importing = new ImportLog(log).of({ book: 'acme', source: 'bank' }, () => Promise.reject(error));
    await expect(importing).rejects.toBe(error);
    expect(lines).toEqual([level]);
  });
});
