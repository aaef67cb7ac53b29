/** As much of OpenAPI as the document uses to say what a request takes. */
interface Schema {
  type?: string | string[];
  $ref?: string;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  minItems?: number;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  /** Of which kinds an item may be, each named in its field `type`. */
  oneOf?: Schema[];
  additionalProperties?: boolean | Schema;
}
interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: Schema;
}
interface Operation {
  parameters: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
export interface RequestsDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** A request as it is declared, and the places in it that take text. */
export interface DocumentedRequest {
  method: string;
  /** Its path with these parameters in place of valid ones, percent-encoded, and this query. */
  path: (parameters?: Record<string, string>, query?: Record<string, string>) => string;
  pathParameters: TextField[];
  query: TextField[];
  headers: string[];
  /** What the body is declared as; JSON for a read, which has none. */
  contentType: string;
  /** Undefined for a read, and for a body that is not JSON. */
  body: unknown;
  /** Where the body takes text: in fields, in values of maps, and as names in maps. */
  bodyFields: BodyField[];
}
export interface TextField {
  name: string;
  /** A value that is valid there. */
  valid: string;
}
export interface BodyField {
  pointer: string;
  valid: string;
  /** The body with this text there. */
  with: (text: string) => unknown;
}

/** Texts of which one fits wherever a request takes a text. */
const TEXTS = [
  ...['GBP', '2026-01-31T09:00:00.000Z', 'assets', '1', '0-0', 'UTC', '2026-01'],
  ...[`je_${'0'.repeat(32)}`, `hold_${'0'.repeat(32)}`, `op_${'0'.repeat(32)}_${'0'.repeat(8)}`],
];

/** All requests that a document declares below /v1, so that a field which is new is among them by itself. */
export function documentedRequests(document: RequestsDocument): DocumentedRequest[] {
  const schemas = new Schemas(document);
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(() => path.startsWith('/v1/'))
      .map(([method, operation]) => requestOf(schemas, path, method.toUpperCase(), operation)),
  );
}

function requestOf(schemas: Schemas, path: string, method: string, operation: Operation): DocumentedRequest {
  const { parameters, requestBody } = operation;
  const schema = requestBody?.content['application/json']?.schema;
  const body = schema && schemas.valid(schema);
  const fieldsIn = (place: Parameter['in']) =>
    parameters
      .filter((parameter) => parameter.in === place)
      .map(({ name, required, schema: of }) => ({ name, required, valid: String(schemas.valid(of)) }));
  const pathParameters = fieldsIn('path');
  const query = fieldsIn('query');
  return {
    ...{ method, pathParameters, query, body },
    contentType: Object.keys(requestBody?.content ?? {})[0] ?? 'application/json',
    headers: parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name),
    path: (values = {}, asked = {}) => {
      const filled = pathParameters.reduce(
        (text, { name, valid }) => text.replace(`{${name}}`, percentEncoded(values[name] ?? valid)),
        path,
      );
      const all = {
        ...Object.fromEntries(query.filter((one) => one.required).map(({ name, valid }) => [name, valid])),
        ...asked,
      };
      const pairs = Object.entries(all).map(([name, text]) => `${name}=${percentEncoded(text)}`);
      return pairs.length > 0 ? `${filled}?${pairs.join('&')}` : filled;
    },
    bodyFields: schema ? schemas.textsIn(schema, '', body, (whole) => whole) : [],
  };
}

/** Half a character is encoded too, as the three bytes that it would have if UTF-8 had any for it. */
const percentEncoded = (text: string): string =>
  text.replace(/[^\w:.-]/gu, (character) =>
    /\p{Cs}/u.test(character) ? '%ED%A0%80' : encodeURIComponent(character),
  );

class Schemas {
  constructor(private readonly document: RequestsDocument) {}

  /** A value that the schema takes, with all fields that it declares. */
  valid(schema: Schema): unknown {
    const { type, enum: values, properties, items, additionalProperties, minItems } = this.resolve(schema);
    if (values) return values[0];
    if (properties)
      return Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, this.valid(of)]));
    if (items) return this.itemsOf(items, minItems).map((item) => this.valid(item));
    if (typeof additionalProperties === 'object') return { assets: this.valid(additionalProperties) };
    if (type === 'boolean') return true;
    if (![type].flat().includes('string')) throw new Error(`No value is known for ${JSON.stringify(schema)}`);
    return this.validText(schema);
  }

  /** What a list holds: an item of each kind that it takes, or as many as it asks for. */
  private itemsOf(items: Schema, minItems = 1): Schema[] {
    return this.resolve(items).oneOf ?? Array.from({ length: minItems }, () => items);
  }

  private validText(schema: Schema): string {
    const { format, pattern = '' } = this.resolve(schema);
    const text = TEXTS.find(
      (one) => new RegExp(pattern, 'u').test(one) && (format === undefined || one.includes('T')),
    );
    if (text === undefined) throw new Error(`No text is known that fits ${pattern}: give one to TEXTS`);
    return text;
  }

  /** `within` puts what it is given into the whole body, where `value` stands now. */
  textsIn(schema: Schema, pointer: string, value: unknown, within: (part: unknown) => unknown): BodyField[] {
    const { type, properties, items, additionalProperties } = this.resolve(schema);
    if (properties) {
      const whole = value as Record<string, unknown>;
      return Object.entries(properties).flatMap(([name, of]) =>
        this.textsIn(of, `${pointer}/${name}`, whole[name], (part) => within({ ...whole, [name]: part })),
      );
    }
    if (items) {
      const whole = value as unknown[];
      return this.itemsOf(items).flatMap((item, index) =>
        this.textsIn(item, `${pointer}/${index}`, whole[index], (part) => within(whole.with(index, part))),
      );
    }
    if (typeof additionalProperties === 'object') {
      const inValues = this.textsIn(additionalProperties, `${pointer}/assets`, undefined, (part) =>
        within({ assets: part }),
      );
      const text = this.validText(additionalProperties);
      const asName = { pointer, valid: 'assets', with: (name: string) => within({ [name]: text }) };
      return [...inValues, asName];
    }
    if (type === 'boolean') return [];
    return [{ pointer, valid: String(this.valid(schema)), with: within }];
  }

  private resolve(schema: Schema): Schema {
    return schema.$ref === undefined
      ? schema
      : this.document.components.schemas[schema.$ref.split('/').at(-1)!]!;
  }
}
