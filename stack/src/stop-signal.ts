/**
 * Resolves with the first signal that asks this program to stop; later ones change nothing. A reader of its output that has
 * gone (`npm start | head`) asks for that too: Node raises no SIGPIPE, and an error that nobody hears would end this
 * program at once and leave all that it started.
 */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
    for (const output of [process.stdout, process.stderr]) output.on('error', () => resolve('SIGPIPE'));
  });
}
