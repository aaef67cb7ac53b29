const EVERY_MS = 500;
const QUEUED = /^publish_queue_records (\d+)$/m;

/** The most that waited in a payment-api's queue, as its metrics say it now and then. */
export class PeakQueue {
  most = 0;
  private readonly timer: NodeJS.Timeout;
  private asking = false;

  constructor(private readonly port: number) {
    this.timer = setInterval(() => void this.look(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      const answer = await fetch(`http://127.0.0.1:${this.port}/metrics`, {
        signal: AbortSignal.timeout(5_000),
      });
      this.most = Math.max(this.most, Number(QUEUED.exec(await answer.text())?.[1] ?? 0));
    } catch {
      // Under overload this question waits like any other, and may be given up.
    } finally {
      this.asking = false;
    }
  }
}
