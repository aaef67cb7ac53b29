import {
  DEAD_LETTER_HEADERS,
  REDRIVE_AFTER_HEADER,
  REDRIVE_OF_HEADER,
  deadLetterRecord,
} from '@pacioli/contracts/dead-letter';
import { BOOK_ID } from '@pacioli/contracts/field';
import { ledgerEventRecord, ledgerEventType, type LedgerEvent } from '@pacioli/contracts/ledger-event';
import {
  DEAD_LETTER_REASONS,
  PAYMENT_EVENTS,
  paymentEventHeaders,
  type PaymentEventType,
} from '@pacioli/contracts/payment-event';
import { REFUSAL_CODES } from '@pacioli/contracts/problem';
import { JSON_SCHEMAS, type JsonSchema } from '@pacioli/contracts/schema';
import {
  deadLetterTopic,
  ledgerEventsTopic,
  MAX_MESSAGE_BYTES,
  paymentEventsTopic,
} from '@pacioli/contracts/topics';

const REQUEST_TYPES = Object.keys(PAYMENT_EVENTS) as PaymentEventType[];

/** An event as it is documented: its body, and the headers around it. */
interface EventDocument {
  readonly type: string;
  readonly summary: string;
  readonly body: JsonSchema;
  readonly headers: JsonSchema;
}

/**
 * What docs/events holds, by file name: a JSON Schema of the body of each event, and an AsyncAPI 3 document that says on
 * which topic and with which headers it stands.
 */
export function eventDocuments(): Record<string, object> {
  const payment = REQUEST_TYPES.map(paymentEvent);
  const ledger = [...REQUEST_TYPES.flatMap(ledgerEvents), deadLettered()];
  return Object.fromEntries([
    ['asyncapi.json', asyncApi(payment, ledger)],
    ...[...payment, ...ledger].map(({ type, summary, body }) => [
      `${type}.json`,
      {
        $schema: 'http://json-schema.org/draft-07/schema#',
        ...{ $id: `urn:pacioli:event:${type}`, title: type, description: summary },
        ...body,
      },
    ]),
  ]) as Record<string, object>;
}

function paymentEvent(type: PaymentEventType): EventDocument {
  const headers = (provenance: {
    source: string;
    idempotencyKey: string;
    actorType: string;
    rest: string | null;
  }) => {
    const { rest, ...known } = provenance;
    const from = { ...known, actorId: rest, requestId: rest, traceparent: rest };
    return paymentEventHeaders(type, `op_${known.idempotencyKey}`, new Date(known.source.length), from);
  };
  return {
    ...{ type, summary: PAYMENT_EVENTS[type].asks, body: bundled(PAYMENT_EVENTS[type].body) },
    headers: orRedriven(
      headersBetween(
        headers({ source: 'http', idempotencyKey: 'a', actorType: 'unauthenticated', rest: null }),
        headers({ source: 'scheduler', idempotencyKey: 'b', actorType: 'user', rest: 'x' }),
      ),
    ),
  };
}

const PLACE = { type: 'string', pattern: '^\\d+/\\d+$' };

/** What was a dead letter once and is sent again says of which, and after which attempt. */
const orRedriven = ({ properties, ...schema }: JsonSchema): JsonSchema => ({
  ...schema,
  properties: { ...(properties as object), [REDRIVE_OF_HEADER]: PLACE, [REDRIVE_AFTER_HEADER]: PLACE },
});

function ledgerEvents(requestType: PaymentEventType): EventDocument[] {
  const { asks, answer, done } = PAYMENT_EVENTS[requestType];
  const status = done === 'posted' ? 'posted' : 'done';
  return [
    {
      type: ledgerEventType({ requestType, status }),
      summary: `Done: ${asks}`,
      body: open(bundled(answer)),
      headers: ledgerHeaders({ requestType, status }),
    },
    {
      type: ledgerEventType({ requestType, status: 'rejected' }),
      summary: `Refused: ${asks}`,
      body: refusal({ type: 'string' }, REFUSAL_CODES),
      headers: ledgerHeaders({ requestType, status: 'rejected' }),
    },
  ];
}

const deadLettered = (): EventDocument => ({
  type: ledgerEventType({ requestType: null, status: 'dead_lettered' }),
  summary: 'A record of payment-events can never be decided. Its bytes are on the topic of dead letters.',
  body: refusal({ type: 'null' }, DEAD_LETTER_REASONS),
  headers: ledgerHeaders({ requestType: null, status: 'dead_lettered' }),
});

/** The body of an event that made nothing. */
const refusal = (operation: JsonSchema, codes: readonly string[]): JsonSchema => ({
  type: 'object',
  required: ['operation', 'code', 'detail'],
  properties: {
    operation,
    code: { type: 'string', enum: [...codes] },
    detail: { type: 'string' },
    pointer: { type: 'string', description: 'The part of the request that it is about (RFC 6901)' },
  },
});

function ledgerHeaders({ requestType, status }: Pick<LedgerEvent, 'requestType' | 'status'>): JsonSchema {
  const isDead = requestType === null;
  const headers = (n: bigint, rest: string | null) =>
    ledgerEventRecord('', {
      ...{
        book: `book-${n}`,
        sequence: n,
        requestType,
        status,
        code: null,
        detail: null,
        pointer: null,
        answer: null,
      },
      ...{ recordedAt: Number(n), partition: 0, sourceOffset: n },
      ...{ operationId: isDead ? null : `op_${n}`, actorType: isDead ? null : `type-${n}` },
      ...{
        actorId: isDead ? null : rest,
        requestId: isDead ? null : rest,
        traceparent: isDead ? null : rest,
      },
    }).headers as Record<string, string>;
  return headersBetween(headers(1n, null), headers(2n, 'x'));
}

/** The schema of headers of which two unlike examples are known: what both have is required, what is alike is fixed. */
function headersBetween(least: Record<string, string>, most: Record<string, string>): JsonSchema {
  return {
    type: 'object',
    required: Object.keys(least),
    properties: Object.fromEntries(
      Object.entries(most).map(([name, value]) => [
        name,
        { type: 'string', ...(least[name] === value && { const: value }) },
      ]),
    ),
  };
}

/** A class's schema with all that it refers to, to stand by itself. */
function bundled({ name }: new () => object): JsonSchema {
  const definitions: Record<string, JsonSchema> = {};
  const add = (text: string) => {
    for (const [, referred = ''] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      if (referred in definitions) continue;
      definitions[referred] = JSON_SCHEMAS[referred]!;
      add(JSON.stringify(definitions[referred]));
    }
  };
  add(JSON.stringify(JSON_SCHEMAS[name]));
  const whole = { ...JSON_SCHEMAS[name], ...(Object.keys(definitions).length > 0 && { definitions }) };
  const text = JSON.stringify(whole)
    .replaceAll('#/components/schemas/', '#/definitions/')
    .replaceAll('"utc-moment"', '"date-time"');
  // A word of OpenAPI: JSON Schema does without it.
  return JSON.parse(text, (key, value: unknown) =>
    key === 'discriminator' ? undefined : value,
  ) as JsonSchema;
}

/** What the ledger says may carry more fields one day: whoever reads it must let them pass. */
const open = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === 'additionalProperties' && value === false ? undefined : value,
  ) as JsonSchema;

function asyncApi(payment: readonly EventDocument[], ledger: readonly EventDocument[]): object {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Pacioli: the ledger and its topics',
      version: '1',
      description:
        'CloudEvents 1.0 in binary mode. The key of every event is its book, and all events of a book lie on one ' +
        'partition, in one order. An installation may give its topics a prefix.',
    },
    defaultContentType: 'application/json',
    channels: {
      paymentEvents: channel(
        paymentEventsTopic(''),
        'What was asked of the ledger.',
        MAX_MESSAGE_BYTES.paymentEvents,
        payment,
      ),
      ledgerEvents: channel(
        ledgerEventsTopic(''),
        'What the ledger decided, each once.',
        MAX_MESSAGE_BYTES.ledgerEvents,
        ledger,
      ),
      deadLetters: {
        ...channel(
          deadLetterTopic(''),
          'Records that can never be decided, as they were.',
          MAX_MESSAGE_BYTES.deadLetters,
          [],
        ),
        messages: { 'dead-letter': { $ref: '#/components/messages/dead-letter' } },
      },
    },
    operations: {
      decidePaymentEvents: { action: 'receive', channel: { $ref: '#/channels/paymentEvents' } },
      publishLedgerEvents: { action: 'send', channel: { $ref: '#/channels/ledgerEvents' } },
      publishDeadLetters: { action: 'send', channel: { $ref: '#/channels/deadLetters' } },
    },
    components: {
      messages: {
        ...Object.fromEntries([...payment, ...ledger].map((event) => [event.type, message(event)])),
        'dead-letter': deadLetterMessage(),
      },
    },
  };
}

/** What the headers say of the record is described; the headers of the record itself may be any. */
function deadLetterMessage(): object {
  const headers = (partition: number, detail: string) =>
    deadLetterRecord('', {
      ...{ topic: paymentEventsTopic(detail), partition, offset: BigInt(partition), detail },
      ...{ reason: DEAD_LETTER_REASONS[partition]!, key: null, value: null, headers: {} },
    }).headers as Record<string, string>;
  const { properties, ...schema } = headersBetween(headers(0, 'a'), headers(1, 'b'));
  const { reason } = DEAD_LETTER_HEADERS;
  return {
    name: 'dead-letter',
    summary: 'The key, value and headers of the record, and where it stood and why it can not be decided.',
    contentType: 'application/octet-stream',
    headers: {
      ...schema,
      properties: { ...(properties as object), [reason]: { type: 'string', enum: [...DEAD_LETTER_REASONS] } },
    },
  };
}

function channel(address: string, description: string, maxBytes: number, events: readonly EventDocument[]) {
  return {
    address,
    description,
    messages: Object.fromEntries(events.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }])),
    bindings: {
      kafka: {
        topicConfiguration: {
          ...{ 'cleanup.policy': ['delete'], 'retention.ms': -1, 'retention.bytes': -1 },
          'max.message.bytes': maxBytes,
        },
        bindingVersion: '0.5.0',
      },
    },
  };
}

function message({ type, summary, headers }: EventDocument): object {
  const isDeadLettered = type === ledgerEventType({ requestType: null, status: 'dead_lettered' });
  const key = isDeadLettered ? { type: 'string' } : { type: 'string', pattern: BOOK_ID };
  return {
    ...{ name: type, summary, contentType: 'application/json', headers, payload: { $ref: `./${type}.json` } },
    bindings: { kafka: { key, bindingVersion: '0.5.0' } },
  };
}
