import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage';
import { FIELDLESS, OPTIONAL_MARK } from './field';
import './account';
import './batch';
import './book';
import './dry-run';
import './exchange';
import './fx-transfer';
import './general-ledger';
import './hold';
import './import';
import './journal-entry';
import './operation';
import './outside-statement';
import './outside-statement-answers';
import './period';
import './problem';
import './reconciliation-report';
import './request-parameters';
import './statement';
import './statement-break';
import './statement-source';
import './subtotal';
import './trial-balance';

/**
 * JSON Schemas of everything that crosses a boundary, compiled from the classes of this library. The API checks
 * requests with them, the ledger checks events, the OpenAPI document and the event schemas print them: one
 * declaration for all. ajv checks a body in a small part of class-validator's own time (docs/adr/0002-dependencies.md).
 */
export type JsonSchema = {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  enum?: unknown[];
  nullable?: boolean;
  $ref?: string;
  anyOf?: JsonSchema[];
  [keyword: string]: unknown;
};

/** One thing that is wrong in a document: where (RFC 6901 JSON pointer) and what. */
export interface FieldError {
  pointer: string;
  detail: string;
}

/** A document with a thousand bad fields is answered with the first of them. */
const MOST_ERRORS = 20;

/** Every class of this library by name, as JSON Schema that refuses unknown fields. Refs are OpenAPI's. */
export const JSON_SCHEMAS: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  [
    ...Object.entries(
      validationMetadatasToSchemas({
        classTransformerMetadataStorage: defaultMetadataStorage,
        refPointerPrefix: '#/components/schemas/',
      }) as Record<string, JsonSchema>,
    ),
    ...[...FIELDLESS].map((name): [string, JsonSchema] => [name, {}]),
  ]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => [name, strict(schema)]),
);

/** The library's output knows neither closed objects nor null: this pass adds both. */
function strict(schema: JsonSchema): JsonSchema {
  const properties = Object.entries(schema.properties ?? {});
  return {
    type: 'object',
    additionalProperties: false,
    required: properties.filter(([, field]) => field[OPTIONAL_MARK] !== true).map(([name]) => name),
    properties: Object.fromEntries(properties.map(([name, field]) => [name, nullSafe(field)])),
  };
}

/** Null in JSON Schema's own words, which OpenAPI 3.1 shares; `nullable` is OpenAPI 3.0's. */
function nullSafe({ [OPTIONAL_MARK]: _, nullable, $ref, ...field }: JsonSchema): JsonSchema {
  if (nullable !== true) return $ref === undefined ? field : { $ref, ...field };
  if ($ref !== undefined) return { ...field, anyOf: [{ $ref }, { type: 'null' }] };
  const { type, enum: values } = field;
  return { ...field, type: [type!, 'null'].flat(), ...(values && { enum: [...values, null] }) };
}

/** Date.parse rolls 30 February over to March, which prints as another day. */
function isReal(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text.slice(0, 10);
}

const validators = (allErrors: boolean) =>
  new Ajv({
    allErrors,
    discriminator: true,
    strictTypes: false,
    formats: {
      'utc-moment': isReal,
      'real-day': isReal,
    },
  })
    .addKeyword('components')
    .addSchema({ $id: 'pacioli', components: { schemas: JSON_SCHEMAS } });

const toFirstError = validators(false);
const toEveryError = validators(true);

/** More than the largest request can hold: 1,000 postings of four fields, 1,000 versions, 50 pairs of metadata. */
const MOST_VALUES = 10_000;

/**
 * A check of a document against a class of this library.
 * It returns what is wrong, at most 20 errors, each with its JSON pointer; nothing when the document is right.
 *
 * Of a document that is larger than any request the first error alone is looked for: a body of 1 MiB can hold a million
 * errors, and to find them all took a second and 240 MB.
 */
export function checkerOf(type: new () => object): (document: unknown) => FieldError[] {
  const schema = { $ref: `pacioli#/components/schemas/${type.name}` };
  const first: ValidateFunction = toFirstError.compile(schema);
  const every: ValidateFunction = toEveryError.compile(schema);
  return (document) => {
    if (first(document)) return [];
    const validate = isLarge(document) ? first : every;
    validate(document);
    return (validate.errors ?? []).slice(0, MOST_ERRORS).map(describeError);
  };
}

function isLarge(document: unknown): boolean {
  const values = [document];
  for (const value of values) {
    if (typeof value !== 'object' || value === null) continue;
    for (const part of Object.values(value)) if (values.push(part) > MOST_VALUES) return true;
  }
  return false;
}

/** By format. */
const FORMS = {
  'utc-moment': 'must be a real moment in UTC, as in 2026-01-31T09:00:00.000Z',
  'real-day': 'must be a real day, as in 2026-01-31',
};

function describeError(error: ErrorObject): FieldError {
  const params = error.params as Record<string, unknown>;
  const child = params['additionalProperty'] ?? params['missingProperty'] ?? params['propertyName'];
  const pointer =
    typeof child === 'string'
      ? `${error.instancePath}/${child.replace(/~/g, '~0').replace(/\//g, '~1')}`
      : error.instancePath;
  switch (error.keyword) {
    case 'additionalProperties':
      return { pointer, detail: 'is not a field of this request' };
    case 'required':
      return { pointer, detail: 'is missing' };
    case 'discriminator':
      return { pointer: `${pointer}/type`, detail: 'names no kind of operation' };
    case 'enum':
      return { pointer, detail: `must be one of ${someOf(params['allowedValues'] as unknown[])}` };
    case 'format':
      return { pointer, detail: FORMS[params['format'] as keyof typeof FORMS] };
    default:
      return { pointer, detail: error.message ?? 'is not valid' };
  }
}

function someOf(values: unknown[]): string {
  return values.length <= 12
    ? values.join(', ')
    : `the ${values.length} known values, such as ${String(values[0])}`;
}
