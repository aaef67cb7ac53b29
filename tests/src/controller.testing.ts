import { DocumentedApi } from './documented-api.testing';
import { Merchant, TRANSFER, type Answer } from './merchant.testing';

/** How the test's bank writes its statements. */
const MAPPING = {
  ...{ encoding: 'utf-8', delimiter: ',', decimal_mark: '.', date_formats: ['yyyy-MM-dd'] },
  ...{ time_zone: 'Etc/UTC', currency: 'GBP' },
  columns: { reference: 'Ref', amount: 'Amount', booked_on: 'Date' },
};

export interface Break {
  id: string;
  status: string;
  cause: string;
  amount: string;
  age_days: number;
  assigned_to: string | null;
  items: { journal_entry: string; amount: string }[];
  lines: { id: string; amount: string; reference: string }[];
  history: { revision: number; type: string; by: string | null; detail: Record<string, unknown> }[];
}

/** Somebody who sends the bank's statements of `assets:psp` and works on what comes of them. Every answer is held against the document. */
export class Controller {
  private keys = 0;
  private readonly merchant: Merchant;
  /** On the reconciliation app. */
  private readonly desk: Merchant;
  private readonly path: string;
  private document: DocumentedApi | undefined;

  constructor(
    apiUrl: string,
    private readonly deskUrl: string,
    book: string,
  ) {
    this.merchant = new Merchant(apiUrl, book);
    this.desk = new Merchant(deskUrl, book);
    this.path = `/v1/books/${book}/reconciliation`;
  }

  /** Opens the book, its accounts and the source `bank`. */
  async open(): Promise<void> {
    this.document = await DocumentedApi.open(this.deskUrl);
    await this.merchant.open();
    await this.addSource({ name: 'bank', format: 'csv', mapping: MAPPING });
  }

  /** Adds a source that mirrors `assets:psp`. */
  async addSource(source: { name: string; format: string; mapping?: object }): Promise<void> {
    const starts = { account: 'assets:psp', starts_on: '2025-10-01' };
    const answer = await this.write('/sources', { ...starts, ...source });
    if (answer.status !== 201) throw new Error(`There is no source: ${answer.text}`);
  }

  /** Money that came in, as the ledger has it. Returns the entry's id. */
  async post(reference: string, amount: string, day: string): Promise<string> {
    const body = { ...TRANSFER, amount, reference, effective_at: `${day}T12:00:00.000Z` };
    const { book } = this.merchant;
    const wait = { prefer: 'wait=30' };
    const answer = await this.merchant.post(`/v1/books/${book}/transfers`, this.newKey(), body, wait);
    if (answer.status !== 201) throw new Error(`Nothing was posted: ${answer.text}`);
    return answer.body['id'] as string;
  }

  async write(path: string, body: object, key = this.newKey()): Promise<Answer> {
    return this.asDocumented('POST', path, await this.desk.post(this.path + path, key, body));
  }

  async get(path: string): Promise<Answer> {
    return this.asDocumented('GET', path, await this.desk.get(this.path + path));
  }

  private asDocumented(method: string, path: string, answer: Answer): Answer {
    const { status, headers, text } = answer;
    const differences = this.document!.differences(method, this.path + path, status, headers, text);
    if (differences.length > 0)
      throw new Error(`${method} ${path} answered ${status}: ${differences.join('; ')}\n${text}`);
    return answer;
  }

  async list<T>(path: string): Promise<T[]> {
    const { status, body, text } = await this.get(path);
    if (status !== 200) throw new Error(text);
    return body['data'] as T[];
  }

  /** Sends rows of reference, amount and day. */
  send(rows: readonly string[], { query = '', key = this.newKey(), header = 'Ref,Amount,Date' } = {}) {
    return this.sendFile('bank', [header, ...rows, ''].join('\n'), query, key);
  }

  /** Sends a file as it is. */
  async sendFile(source: string, file: string | Uint8Array<ArrayBuffer>, query = '', key = this.newKey()) {
    const path = `/sources/${encodeURIComponent(source)}/statements${query}`;
    const response = await fetch(`${this.deskUrl}${this.path}${path}`, {
      ...{ method: 'POST', headers: { 'content-type': 'text/csv', 'idempotency-key': key }, body: file },
    });
    const text = await response.text();
    const { status, headers } = response;
    const body = JSON.parse(text) as Record<string, unknown>;
    return this.asDocumented('POST', path, { status, headers, body, text });
  }

  breaks(query = ''): Promise<Break[]> {
    return this.list<Break>(`/breaks${query}`);
  }

  private newKey(): string {
    this.keys += 1;
    return `key-${this.keys}`;
  }
}
