import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeDataFolder, holderOf, openDataFolder } from './data-folder';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacioli-data-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openDataFolder(folder, () => undefined);

describe('a data folder', () => {
  it('is refused while a live process has it, with that process named', async () => {
    await open();
    await expect(open()).rejects.toThrow(`${folder} is in use: process ${process.pid} runs already`);
  });

  it('can be had again once it is closed', async () => {
    await open();
    closeDataFolder(folder);
    expect(holderOf(folder)).toBeNull();
    await open();
    expect(holderOf(folder)).toBe(process.pid);
  });

  it('can be had when its lock is that of a process that is gone', async () => {
    await open();
    writeFileSync(
      join(folder, 'run', 'supervisor.lock'),
      JSON.stringify({ pid: process.pid, birth: 'long ago' }),
    );
    await open();
    expect(holderOf(folder)).toBe(process.pid);
  });

  it('can be had when its lock is unreadable', async () => {
    await open();
    writeFileSync(join(folder, 'run', 'supervisor.lock'), '{"pid":');
    await open();
    expect(holderOf(folder)).toBe(process.pid);
  });
});
