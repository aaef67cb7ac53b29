import Ajv, { type ValidateFunction } from 'ajv';
import type { RequestsDocument } from './documented-requests.testing';

interface Operation {
  responses: Record<string, { content?: Record<string, unknown>; headers?: Record<string, unknown> }>;
}
interface ResponsesDocument {
  paths: Record<string, Record<string, Operation>>;
}

export interface DocumentedAnswer {
  status: number;
  headers: Headers;
  /** The body as JSON, its lines when it is NDJSON; its text when it is CSV, null when it is empty. */
  body: unknown;
  text: string;
}

/** The body of a transfer between the accounts that tests open. */
export const transfer = (amount: string, rest: object = {}) => ({
  ...{ debit: 'assets:psp', credit: 'liabilities:m42', amount, currency: 'GBP' },
  ...rest,
});

/** A client of the API that holds every answer against the OpenAPI document that the API itself serves. */
export class DocumentedApi {
  private readonly ajv = new Ajv({
    strict: false,
    allErrors: true,
    formats: {
      date: (text: string) => new Date(text).toISOString().slice(0, 10) === text,
      'date-time': (text: string) => new Date(text).toISOString().slice(0, 19) === text.slice(0, 19),
    },
  });
  private readonly checks = new Map<string, ValidateFunction>();

  private constructor(
    private readonly url: string,
    readonly document: RequestsDocument & ResponsesDocument,
  ) {
    this.ajv.addSchema(document, 'api');
  }

  static async open(url: string): Promise<DocumentedApi> {
    const response = await fetch(`${url}/docs/openapi.json`);
    return new DocumentedApi(url, (await response.json()) as RequestsDocument & ResponsesDocument);
  }

  /** Sends a request; throws when the answer is not as the document says, or is a problem that breaks the convention. */
  async send(
    method: string,
    path: string,
    rest: Omit<RequestInit, 'method'> = {},
  ): Promise<DocumentedAnswer> {
    const response = await fetch(this.url + path, { ...rest, method });
    const text = await response.text();
    const { status, headers } = response;
    const differences = this.differences(method, path, status, headers, text);
    if (differences.length > 0)
      throw new Error(`${method} ${path} answered ${status}: ${differences.join('; ')}\n${text}`);
    return { status, headers, text, body: text === '' ? null : bodyOf(typeOf(headers), text) };
  }

  post(
    path: string,
    key: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<DocumentedAnswer> {
    return this.send('POST', path, {
      headers: { 'content-type': 'application/json', 'idempotency-key': key, prefer: 'wait=30', ...headers },
      body: JSON.stringify(body),
    });
  }

  async get<T>(path: string): Promise<T> {
    const { status, body, text } = await this.send('GET', path);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${text}`);
    return body as T;
  }

  /** In what an answer differs from the document; nothing when it is as declared. */
  differences(method: string, path: string, status: number, headers: Headers, text: string): string[] {
    const type = typeOf(headers);
    if (headers.get('x-request-id') === null) return ['it has no X-Request-Id'];
    if (status >= 300 && type !== 'application/problem+json') return [`a ${status} of type ${type}`];
    const pattern = this.patternOf(path.split('?')[0]!);
    const operation = this.document.paths[pattern]?.[method.toLowerCase()];
    // A route or method that is not there answers outside of any operation.
    if (operation === undefined) {
      return [404, 405].includes(status)
        ? this.violations('ProblemDocument', text)
        : [`${status} of an undeclared operation`];
    }
    if (operation.responses[status]?.content?.[type] === undefined)
      return [`${status} ${type} is not declared`];
    const pointer = [
      'paths',
      pattern,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      type,
      'schema',
    ];
    const schema = pointer.map((part) => part.replace(/~/g, '~0').replace(/\//g, '~1')).join('/');
    const body = bodyOf(type, text);
    // The schema of NDJSON is that of each of its lines.
    return (type === NDJSON ? (body as unknown[]) : [body]).flatMap((value) => this.check(schema, value));
  }

  private violations(schema: string, text: string): string[] {
    return this.check(`components/schemas/${schema}`, JSON.parse(text));
  }

  private check(pointer: string, body: unknown): string[] {
    const check = this.checks.get(pointer) ?? this.ajv.compile({ $ref: encodeURI(`api#/${pointer}`) });
    this.checks.set(pointer, check);
    if (check(body)) return [];
    return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  }

  /** The declared path that a path is an instance of; fixed segments before parameters. */
  patternOf(path: string): string {
    const segments = path.split('/');
    const found = Object.keys(this.document.paths).filter((pattern) => {
      const parts = pattern.split('/');
      return (
        parts.length === segments.length &&
        parts.every((part, at) => part.startsWith('{') || part === segments[at])
      );
    });
    return found.sort((a, b) => a.split('{').length - b.split('{').length)[0] ?? path;
  }
}

const typeOf = (headers: Headers): string => headers.get('content-type')?.split(';')[0] ?? '';

const NDJSON = 'application/x-ndjson';

function bodyOf(type: string, text: string): unknown {
  if (type === 'text/csv') return text;
  return type === NDJSON ? linesOf(text) : JSON.parse(text);
}

const linesOf = (text: string): unknown[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
