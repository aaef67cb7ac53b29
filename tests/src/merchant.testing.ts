/** An answer of the API, read whole. */
export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
  text: string;
}

/** Without its amount. */
export const TRANSFER = {
  debit: 'assets:psp',
  credit: 'liabilities:merchants:m42',
  currency: 'GBP',
} as const;

/** A partner who integrates over HTTP. */
export class Merchant {
  constructor(
    private readonly url: string,
    readonly book: string,
  ) {}

  async post(
    path: string,
    key: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.send('POST', path, {
      headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
      body: JSON.stringify(body),
    });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, { headers });
  }

  private async send(method: string, path: string, rest: RequestInit): Promise<Answer> {
    const response = await fetch(this.url + path, { method, ...rest });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    const body = json ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, headers: response.headers, body, text };
  }

  transfer(
    key: string,
    amount = '100',
    headers: Record<string, string> = { prefer: 'wait=30' },
  ): Promise<Answer> {
    return this.post(`/v1/books/${this.book}/transfers`, key, { ...TRANSFER, amount }, headers);
  }

  /** What the transfer would be answered. */
  dryRun(amount: string): Promise<Answer> {
    return this.post(`/v1/books/${this.book}/transfers?dry_run=true`, 'unheeded', { ...TRANSFER, amount });
  }

  /** Opens the book and the two accounts of `transfer`. */
  async open(): Promise<void> {
    const wait = { prefer: 'wait=30' };
    const accounts = `/v1/books/${this.book}/accounts`;
    const answers = [
      await this.post('/v1/books', 'open', { id: this.book, name: 'A merchant' }, wait),
      await this.post(accounts, 'psp', { name: 'assets:psp', type: 'asset', currency: 'GBP' }, wait),
      await this.post(
        accounts,
        'm42',
        { name: 'liabilities:merchants:m42', type: 'liability', currency: 'GBP' },
        wait,
      ),
    ];
    for (const { status, text } of answers)
      if (status !== 201) throw new Error(`The book was not opened: ${text}`);
  }

  /** Repeats a write with its key until it is decided, as the API asks its users to. */
  async insist(write: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const answer = await write().catch(() => undefined);
      if (answer !== undefined && answer.status !== 503 && answer.status !== 202) return answer;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async posted(account: string): Promise<bigint> {
    const { body } = await this.get(`/v1/books/${this.book}/accounts/${account}`);
    return BigInt((body['balances'] as { posted: string }).posted);
  }
}
