import { fork } from 'node:child_process';
import { machineTicksFromStat, ticksFromStat, usageOf } from './process-usage';

describe('the usage of a process', () => {
  it('is read past a program name with spaces and parentheses', () => {
    const before = '4711 (node (x) y) S 1 4711 4711 0 -1 4194560 30 0 0 0';
    expect(ticksFromStat(`${before} 250 40 7 3 20 0 11 0 99 1 2`)).toBe(300);
  });

  it('grows with what the process computes', () => {
    const before = usageOf(process.pid).cpuSeconds;
    const began = process.cpuUsage();
    while (process.cpuUsage(began).user < 100_000) Math.sqrt(2);
    expect(usageOf(process.pid).cpuSeconds).toBeGreaterThan(before);
  });

  it('counts the children too', async () => {
    const program = `while (process.cpuUsage().user < 300_000) Math.sqrt(2);
                     process.send('done'); setInterval(() => undefined, 1000)`;
    const child = fork('-e', [program], { execArgv: [] });
    try {
      await new Promise((resolve) => child.once('message', resolve));
      const { user, system } = process.cpuUsage();
      expect(usageOf(process.pid).cpuSeconds).toBeGreaterThan((user + system) / 1_000_000 + 0.2);
    } finally {
      child.kill();
    }
  });
});

describe('the usage of the machine', () => {
  it('leaves out the time in which nothing was to be done', () => {
    expect(machineTicksFromStat('cpu  1 2 4 1000 2000 8 16 32 5000 6000\ncpu0 9 9 9\n')).toBe(63);
  });
});
