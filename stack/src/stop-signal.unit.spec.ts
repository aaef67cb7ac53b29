import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Says when it stops, and by what; until then it talks. */
const TALKING = `
  const { stopSignal } = require(${JSON.stringify(join(__dirname, '../dist/stop-signal'))});
  const talk = setInterval(() => console.log('still here'), 10);
  stopSignal().then((signal) => { clearInterval(talk); console.error(signal); });
`;

describe('A program that is asked to stop', () => {
  it.each([
    ['a signal', 'SIGTERM', (child: ReturnType<typeof talking>) => child.kill('SIGTERM')],
    ['a reader that has gone', 'SIGPIPE', (child: ReturnType<typeof talking>) => child.stdout.destroy()],
  ])('by %s hears of it, and ends as it likes', async (_what, signal, ask) => {
    const child = talking();
    let said = '';
    child.stderr.on('data', (text) => (said += text));
    await once(child.stdout, 'data');
    ask(child);
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(said).toBe(`${signal}\n`);
  });

  const talking = () => spawn(process.execPath, ['-e', TALKING], { stdio: ['ignore', 'pipe', 'pipe'] });
});
