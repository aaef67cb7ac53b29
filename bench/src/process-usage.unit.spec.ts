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
    const alone = usageOf(process.pid);
    const child = fork('-e', ['process.send("up"); setInterval(() => undefined, 1000)'], { execArgv: [] });
    try {
      await new Promise((resolve) => child.once('message', resolve));
      expect(usageOf(process.pid).cpuSeconds).toBeGreaterThanOrEqual(
        alone.cpuSeconds + usageOf(child.pid!).cpuSeconds,
      );
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
