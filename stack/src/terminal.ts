/** Writes lines for a person, with one line for each step of a longer work. */
export class Terminal {
  private pending: string | null = null;

  constructor(private readonly out: NodeJS.WriteStream = process.stdout) {}

  readonly say = (line: string): void => {
    this.erase();
    this.out.write(`${line}\n`);
    this.showPending();
  };

  /** Shows the step while it goes on (on a real terminal), and how long it took once it is done. */
  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    this.pending = `  … ${title}`;
    this.showPending();
    try {
      const result = await work();
      this.end(`  ✓ ${title} (${secondsSince(began)} s)`);
      return result;
    } catch (error) {
      this.end(`  ✗ ${title} (${secondsSince(began)} s)`);
      throw error;
    }
  }

  private end(line: string): void {
    this.erase();
    this.pending = null;
    this.out.write(`${line}\n`);
  }

  private showPending(): void {
    if (this.pending !== null && this.out.isTTY) this.out.write(this.pending);
  }

  private erase(): void {
    if (this.pending !== null && this.out.isTTY) this.out.write('\r\x1b[2K');
  }
}

function secondsSince(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(1);
}
