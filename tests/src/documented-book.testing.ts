import { DocumentedApi, type DocumentedAnswer } from './documented-api.testing';
import { Product } from './product.testing';

/** A book of its own for a test, with an asset and a liability, over the API that is held against its document. */
export class DocumentedBook {
  private keys = 0;

  private constructor(
    readonly api: DocumentedApi,
    readonly path: string,
  ) {}

  static async open(api: DocumentedApi, id: string, name = 'A book'): Promise<DocumentedBook> {
    const book = new DocumentedBook(api, `/v1/books/${id}`);
    await made(api.post('/v1/books', `open ${id}`, { id, name }));
    const psp = { name: 'assets:psp', type: 'asset', currency: 'GBP', min_balance: null };
    await made(book.post('/accounts', psp));
    await made(book.post('/accounts', { name: 'liabilities:m42', type: 'liability', currency: 'GBP' }));
    return book;
  }

  send(
    method: string,
    path: string,
    body: object,
    headers: Record<string, string> = {},
  ): Promise<DocumentedAnswer> {
    this.keys += 1;
    return this.api.send(method, this.path + path, {
      headers: {
        ...{ 'content-type': 'application/json', 'idempotency-key': `key-${this.keys}`, prefer: 'wait=30' },
        ...headers,
      },
      body: JSON.stringify(body),
    });
  }

  post(path: string, body: object = {}, headers = {}): Promise<DocumentedAnswer> {
    return this.send('POST', path, body, headers);
  }

  get(path: string): Promise<Record<string, unknown>> {
    return this.api.get(this.path + path);
  }

  account(query = ''): Promise<Record<string, unknown>> {
    return this.get(`/accounts/liabilities:m42${query}`);
  }
}

/** What was made, as it was answered; throws when nothing was. */
export async function made(answer: Promise<DocumentedAnswer>): Promise<Record<string, unknown>> {
  const { status, body, text } = await answer;
  if (status !== 201) throw new Error(`answered ${status}: ${text}`);
  return body as Record<string, unknown>;
}

/** Why nothing was made. */
export const codeOf = async (answer: Promise<DocumentedAnswer>): Promise<string> =>
  ((await answer).body as { code: string }).code;

/** The product for a spec, and for each of its tests a book of its own, whose id begins so; `opened` is called before each. */
export function bookForEachTest(
  prefix: string,
  opened: (stand: { product: Product; api: DocumentedApi; book: DocumentedBook }) => unknown,
): void {
  let product: Product;
  let api: DocumentedApi;
  let books = 0;
  beforeAll(async () => {
    product = await Product.open();
    api = await DocumentedApi.open(product.url);
  }, 180_000);
  afterAll(() => product?.close());
  beforeEach(async () => {
    books += 1;
    await opened({ product, api, book: await DocumentedBook.open(api, `${prefix}-${books}`) });
  });
}
