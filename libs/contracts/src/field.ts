import 'reflect-metadata';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { Type } from 'class-transformer';
import { JSONSchema } from 'class-validator-jsonschema';
import { CURRENCY_CODES } from './currency';

/**
 * The vocabulary of fields. Each decorator is the one declaration of a kind of field: the TypeScript type, the
 * JSON Schema that the API and the ledger check with, the OpenAPI document and the event schemas come from it.
 */

const compose =
  (...decorators: PropertyDecorator[]): PropertyDecorator =>
  (target, key) => {
    for (const decorate of decorators) decorate(target, key);
  };

/** Classes without a field, of which class-validator knows nothing. */
export const FIELDLESS = new Set<string>();
export const Fieldless = (): ClassDecorator => (type) => void FIELDLESS.add(type.name);

const EXTENSION = Symbol('JSON Schema keywords that class-validator has no word for');

/** Adds JSON Schema keywords to a field; unlike `JSONSchema` alone it keeps those that are there already. */
const extend =
  (keywords: object): PropertyDecorator =>
  (target, key) => {
    const known = Reflect.getOwnMetadata(EXTENSION, target, key) as object | undefined;
    const all = { ...known, ...keywords };
    Reflect.defineMetadata(EXTENSION, all, target, key);
    JSONSchema(all)(target, key as string);
  };

/** Marks a field that may be absent, for the schema pass in schema.ts, which takes the mark away. */
export const OPTIONAL_MARK = 'x-optional';

/** PostgreSQL stores neither NUL nor ill-formed UTF-16, so no text may hold them. */
export const STORABLE_TEXT = '^[^\\u0000\\p{Cs}]*$';
/** Neither spaces alone nor characters that only format, with which a name would be blank. */
const NAME_OF_A_PERSON = '^[^\\u0000\\p{Cs}]*[^\\s\\p{C}][^\\u0000\\p{Cs}]*$';
export const BOOK_ID = '^[a-z][a-z0-9-]{1,62}$';
const SEGMENT = '[a-z0-9][a-z0-9_-]*';
export const ACCOUNT_NAME = `^${SEGMENT}(:${SEGMENT}){0,7}$`;
export const ACCOUNT_NAME_LENGTH = 200;
const POSITIVE_AMOUNT = '^[1-9][0-9]{0,17}$';
const SIGNED_AMOUNT = '^(0|-?[1-9][0-9]{0,18})$';
const TOTAL = '^(0|[1-9][0-9]*)$';
const SIGNED_TOTAL = '^(0|-?[1-9][0-9]*)$';
const SIGNED_LIMIT = '^(0|-?[1-9][0-9]{0,17})$';
const COUNT = '^(0|[1-9][0-9]{0,18})$';
const UTC_TIME = '^(19|[2-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,3})?Z$';
export const ACCOUNT_TAG = '^(0|[1-9][0-9]{0,18})[.](0|[1-9][0-9]{0,18})$';
/** Not zero, and no digit more than a rate is ever quoted with. */
const RATE = '^(?=.*[1-9])(0|[1-9][0-9]{0,8})([.][0-9]{1,15})?$';
/** Whether the month has that day is for the format to say. */
const DAY = '^(19|[2-9][0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$';
const AGE_IN_DAYS = '^(0|[1-9][0-9]{0,4})$';
const PAGE_LIMIT = '^([1-9][0-9]?|1[0-9]{2}|200)$';
const DEPTH = '^[0-7]$';
const POSITION = '^(0|[1-9][0-9]{0,5})-(0|[1-9][0-9]{0,17})$';
/** Pairs that anything can have. */
export const MOST_METADATA = 50;
const METADATA = {
  maxProperties: MOST_METADATA,
  propertyNames: { minLength: 1, maxLength: 40, pattern: STORABLE_TEXT },
  additionalProperties: { type: 'string', maxLength: 500, pattern: STORABLE_TEXT },
} as const;

const matches = (pattern: string) => compose(IsString(), Matches(new RegExp(pattern, 'u')));

/** A field that may be absent; it may be null only where `Nullable` stands with it. */
export const Optional = () => compose(IsOptional(), extend({ [OPTIONAL_MARK]: true }));

/** What the API's document says of a field whose name does not say enough. */
export const Described = (description: string) => extend({ description });

/** What holds where the field is absent; whoever reads it puts it in. */
export const Default = (value: unknown) => extend({ default: value });

export const Nullable = () => extend({ nullable: true });

export const BookId = () => matches(BOOK_ID);
export const AccountName = () => compose(matches(ACCOUNT_NAME), MaxLength(ACCOUNT_NAME_LENGTH));
export const Text = (maxLength: number, minLength = 0) =>
  compose(matches(STORABLE_TEXT), MaxLength(maxLength), ...(minLength > 0 ? [MinLength(minLength)] : []));
/** Who did something: a text that has something to be seen in it. */
export const Person = () => compose(matches(NAME_OF_A_PERSON), MaxLength(200), MinLength(1));
/** A list of such texts. */
export const Texts = (maxLength: number, bounds: { minItems?: number; maxItems: number }) =>
  compose(
    IsArray(),
    extend({
      ...{ type: 'array', ...bounds },
      items: { type: 'string', minLength: 1, maxLength, pattern: STORABLE_TEXT },
    }),
  );
/** Any string; for answers, whose text is the ledger's own. */
export const Words = () => IsString();
/** A list of such strings. */
export const ManyWords = () => compose(IsArray(), extend({ type: 'array', items: { type: 'string' } }));
/** Positive integer minor units, at most 18 digits. */
export const Amount = () => matches(POSITIVE_AMOUNT);
/** Signed integer minor units on the account's normal side. */
export const Balance = () => matches(SIGNED_AMOUNT);
/** Minor units of many accounts together: each has a largest total, and all of them have none. */
export const Total = () => matches(TOTAL);
/**
 * The same of balances, which are signed. With what is pending a balance of one account can be as large: two totals add up to it,
 * and by effective time all that was held and is given back later.
 */
export const SignedTotal = () => matches(SIGNED_TOTAL);
/** An exchange rate: a positive decimal of at most 9 digits before the point and 15 after it. */
export const Rate = () => matches(RATE);
/** A balance limit: at most 18 digits, signed. */
export const Limit = () => matches(SIGNED_LIMIT);
/** A non-negative count (version, number, sequence) as a string, since it may exceed 2^53. */
export const Count = () => matches(COUNT);
/** RFC 3339 in UTC with at most milliseconds, a real moment between the years 1900 and 9999. */
export const Moment = () => compose(matches(UTC_TIME), extend({ format: 'utc-moment' }));
/** A real day between the years 1900 and 9999, as yyyy-mm-dd. */
export const Day = () => compose(matches(DAY), extend({ format: 'real-day' }));
/** How many days, as text. */
export const AgeInDays = () => matches(AGE_IN_DAYS);
/** An id of our own making; `pattern` is its whole form. */
export const IdText = (pattern: string) => matches(`^${pattern}$`);
export const JournalEntryId = () => IdText('je_[0-9a-f]{32}');
/** A month from 1901 to 2999: `2026-10`. */
export const Period = () => IdText('(19(0[1-9]|[1-9][0-9])|2[0-9]{3})-(0[1-9]|1[0-2])');
export const HoldId = () => IdText('hold_[0-9a-f]{32}');
/** How many things a page holds, 1 to 200, as text. */
export const PageLimit = () => matches(PAGE_LIMIT);
/** How many segments below a name, as text: a name has at most eight. */
export const Depth = () => matches(DEPTH);
/** Partition and offset of a record of payment-events: `2-981`. */
export const Position = () => matches(POSITION);
export const Currency = () => compose(IsString(), IsIn([...CURRENCY_CODES]));
export const OneOf = (...values: string[]) => compose(IsString(), IsIn(values));
/** Any object; its form is declared where it is used. */
export const Anything = () => IsObject();
/** Yes or no. */
export const Flag = () => IsBoolean();
export const WholeNumber = () => IsInt();
export const WholeNumberUpTo = (most: number) => compose(IsInt(), extend({ minimum: 0, maximum: most }));
export const Metadata = () => compose(IsObject(), extend(METADATA));
/** Pairs that are given; null takes one away. */
export const MetadataPatch = () =>
  compose(
    IsObject(),
    extend({
      ...METADATA,
      additionalProperties: { type: ['string', 'null'], maxLength: 500, pattern: STORABLE_TEXT },
    }),
  );
/** Version and revision of an account, as its ETag has them. */
export const AccountTag = () => matches(ACCOUNT_TAG);
/** Account names mapped to the version each must have. */
export const ExpectedVersions = () =>
  compose(
    IsObject(),
    extend({
      maxProperties: 1000,
      propertyNames: { maxLength: ACCOUNT_NAME_LENGTH, pattern: ACCOUNT_NAME },
      additionalProperties: { type: 'string', pattern: COUNT },
    }),
  );
export const One = (type: () => new () => object) => compose(ValidateNested(), Type(type));
export const Many = (type: () => new () => object, bounds: { minItems?: number; maxItems?: number } = {}) =>
  compose(ValidateNested({ each: true }), Type(type), extend({ type: 'array', ...bounds }));

/** A list whose items are each of the class that their field `type` names. */
export const ManyOf = (
  classes: Readonly<Record<string, new () => object>>,
  bounds: { minItems: number; maxItems: number },
) =>
  compose(
    IsArray(),
    extend({
      ...{ type: 'array', ...bounds },
      items: {
        type: 'object',
        discriminator: { propertyName: 'type' },
        required: ['type'],
        oneOf: Object.values(classes).map(({ name }) => ({ $ref: `#/components/schemas/${name}` })),
      },
    }),
  );
