import { createServer } from 'node:net';

export interface PortUse {
  port: number;
  /** What listens there, as in 'the payment API'. */
  purpose: string;
  /** The environment variable that changes it. */
  variable: string;
}

/** Throws an error that names every port that is taken, or wanted twice; nothing has been started by then. */
export async function assertPortsFree(uses: PortUse[]): Promise<void> {
  const problems = [...doublePorts(uses), ...(await takenPorts(uses))];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** One line for every port that two of the uses ask for. */
export function doublePorts(uses: PortUse[]): string[] {
  return uses.flatMap((use, index) => {
    const other = uses.slice(0, index).find((earlier) => earlier.port === use.port);
    return other
      ? [
          `Port ${use.port} is wanted twice, for ${other.purpose} and for ${use.purpose}: change ${use.variable}.`,
        ]
      : [];
  });
}

async function takenPorts(uses: PortUse[]): Promise<string[]> {
  const lines = await Promise.all(
    uses.map(async (use) => {
      const code = await bindError(use.port);
      return code === null ? [] : [portProblem(use, code)];
    }),
  );
  return lines.flat();
}

/** What the user reads about a port that cannot be had. */
export function portProblem({ port, purpose, variable }: PortUse, code: string): string {
  const reason = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be opened (${code})`;
  return `Port ${port}, wanted for ${purpose}, ${reason}: stop that program or set ${variable} to another port.`;
}

/** The error code that listening on this port gives, or null when the port can be had. */
export function bindError(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(null)));
  });
}

/**
 * Free ports of 127.0.0.1 between 20000 and 29999: below the range from which the system takes the ports of
 * outgoing connections, so that none of them is lost by chance between this look and its use.
 */
export async function freePorts(count: number, firstToTry = 20_000): Promise<number[]> {
  const found: number[] = [];
  for (let port = firstToTry; port < 30_000 && found.length < count; port += 1) {
    if ((await bindError(port)) === null) found.push(port);
  }
  if (found.length < count)
    throw new Error(`No ${count} free ports between ${firstToTry} and 29999 on 127.0.0.1`);
  return found;
}
