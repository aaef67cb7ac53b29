import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { birthFromStat, birthOf, isAlive } from './process-record';

const stat = (name: string, state: string): string =>
  `4711 (${name}) ${state} 1 4711 4711 0 -1 4194304 100 0 0 0 1 1 0 0 20 0 7 0 998877 1000 50 18446744073709551615`;

describe('the birth of a process', () => {
  it('is field 22 of its stat line', () => {
    expect(birthFromStat(stat('node', 'S'))).toBe('998877');
  });

  it('is found behind a name with spaces and parentheses', () => {
    expect(birthFromStat(stat('a) Z 1 (b', 'R'))).toBe('998877');
  });

  it('is none for a zombie, which runs no more', () => {
    expect(birthFromStat(stat('node', 'Z'))).toBeNull();
  });

  it('is none for a pid that nobody has', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    expect(birthOf(child.pid as number)).toBeNull();
  });
});

describe('a recorded process', () => {
  it('is alive as long as pid and birth are both its own', () => {
    expect(isAlive({ pid: process.pid, birth: birthOf(process.pid) as string })).toBe(true);
  });

  it('is not alive when its pid has gone to another process', () => {
    expect(isAlive({ pid: process.pid, birth: 'another' })).toBe(false);
  });
});
