import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

export interface KeptAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

/** A client that keeps one connection open as long as the server does, and sends one request at a time over it. */
export class KeptConnection {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(readonly url: string) {}

  get(path: string): Promise<KeptAnswer> {
    return this.send('GET', path, {}, '');
  }

  post(path: string, key: string, body: object, headers: Record<string, string>): Promise<KeptAnswer> {
    const all = { 'content-type': 'application/json', 'idempotency-key': key, ...headers };
    return this.send('POST', path, all, JSON.stringify(body));
  }

  close(): void {
    this.agent.destroy();
  }

  /** Rejects with the system's error when no answer came: its `code` is ECONNREFUSED if nothing was sent. */
  private send(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<KeptAnswer> {
    return new Promise((resolve, reject) => {
      const sent = request(this.url + path, { method, headers, agent: this.agent }, (response) => {
        text(response).then((answer) => {
          const { statusCode: status, headers: received } = response;
          resolve({
            status: status!,
            headers: received,
            body: JSON.parse(answer) as Record<string, unknown>,
          });
        }, reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
