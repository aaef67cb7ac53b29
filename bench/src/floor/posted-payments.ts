import { Client } from 'pg';
import { outcomesChannel, postedAmong } from './schema';

/** Who waits for a payment to be posted: one query for all of them, whenever the ledger says that it has committed. */
export class PostedPayments {
  private readonly waiting = new Map<string, () => void>();
  private asking = false;
  private again = false;

  private constructor(private readonly client: Client) {
    client.on('notification', () => void this.ask());
  }

  static async listen(url: string): Promise<PostedPayments> {
    const client = new Client(url);
    await client.connect();
    await client.query(`listen ${outcomesChannel}`);
    return new PostedPayments(client);
  }

  /** To be called before the payment is published, so that no notification is missed. */
  wait(payment: string): Promise<void> {
    return new Promise((resolve) => this.waiting.set(payment, resolve));
  }

  private async ask(): Promise<void> {
    this.again = true;
    if (this.asking) return;
    this.asking = true;
    while (this.again) {
      this.again = false;
      const { rows } = await this.client.query<{ payment: string }>(postedAmong, [[...this.waiting.keys()]]);
      for (const { payment } of rows) {
        this.waiting.get(payment)?.();
        this.waiting.delete(payment);
      }
    }
    this.asking = false;
  }
}
