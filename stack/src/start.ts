import { renderAddresses } from './address-table';
import { dataDirectoryOf, readConfig, reportFolderOf, type Config } from './config';
import { demonstrate } from './demonstration';
import { describeError, runProgram } from './program';
import { Stack } from './stack';
import { stopSignal } from './stop-signal';
import { Terminal } from './terminal';

/** What `npm start` runs: brings the stack up, shows it at work, and keeps it up until Ctrl-C. */
async function main(): Promise<number> {
  const config = readConfig();
  const dataDirectory = dataDirectoryOf(config);
  const terminal = new Terminal();
  const stopped = stopSignal();
  const stack = new Stack(config, dataDirectory, terminal);
  try {
    // Whoever presses Ctrl-C early wants the start to end, not to wait for it.
    await Promise.race([showAtWork(stack, config, terminal).then(() => stopped), stopped]);
    terminal.say('Stopping');
  } finally {
    await stack.down();
  }
  terminal.say('Stopped');
  return 0;
}

async function showAtWork(stack: Stack, config: Config, terminal: Terminal): Promise<void> {
  const began = performance.now();
  const running = await stack.up();
  // A stack whose sample is refused (an account may have been closed since) still is a stack to work with.
  const failure = await demonstrate(running, terminal).then(() => null, describeError);
  if (stack.isStopping) return;
  if (failure !== null) terminal.say(failure);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  terminal.say(`\n${renderAddresses(running, dataDirectoryOf(config), reportFolderOf(config))}\n`);
  terminal.say(`Ready ${seconds} s after the build. Ctrl-C stops everything; the data stays.`);
}

void runProgram(main);
