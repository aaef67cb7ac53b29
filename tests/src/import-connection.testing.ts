import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';

/** A line of the answer to an import. */
export interface ImportLine {
  type: 'chunk' | 'end';
  status: string;
  first_line?: number;
  last_line?: number;
  operation?: string;
  replayed?: boolean;
  code?: string;
  errors?: { line: number; pointer: string; detail: string }[];
  posted: number;
  refused: number;
  next_line?: number;
}

/** An import that is under way: its file is sent, and its answer is read, as the test goes along. */
export class ImportConnection {
  private readonly sent: ClientRequest;
  private readonly response: Promise<IncomingMessage>;
  private lines: AsyncIterator<string> | undefined;

  constructor(url: string, key: string) {
    const headers = { 'content-type': 'application/x-ndjson', 'idempotency-key': key };
    this.sent = request(url, { method: 'POST', headers });
    this.response = once(this.sent, 'response').then(([response]) => response as IncomingMessage);
    // Who does not ask for an answer does not want to hear that there is none.
    this.response.catch(() => undefined);
    this.sent.on('error', () => undefined);
  }

  /** Sends lines no faster than they are taken. */
  async write(lines: Iterable<string>): Promise<void> {
    for (const line of lines) if (!this.sent.write(`${line}\n`)) await once(this.sent, 'drain');
  }

  end(): void {
    this.sent.end();
  }

  /** Breaks off, in the middle of whatever is sent. */
  cut(): void {
    this.sent.destroy();
  }

  async status(): Promise<number> {
    return (await this.response).statusCode!;
  }

  /** The next line of the answer; undefined after the last. */
  async next(): Promise<ImportLine | undefined> {
    this.lines ??= createInterface({ input: await this.response })[Symbol.asyncIterator]();
    const result = await this.lines.next();
    return result.done === true ? undefined : (JSON.parse(result.value) as ImportLine);
  }

  /** All lines of the answer that have not been read yet. */
  async rest(): Promise<ImportLine[]> {
    const lines: ImportLine[] = [];
    for (let line = await this.next(); line !== undefined; line = await this.next()) lines.push(line);
    return lines;
  }
}
