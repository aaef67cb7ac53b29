import { ledgerEventRecord } from '@pacioli/contracts/ledger-event';
import { operationIdOf } from '@pacioli/contracts/operation-id';
import type { DecisionRecord } from '@pacioli/ledger-core/decision-record';
import { recordOf } from '@pacioli/ledger-core/ledger-script.testing';
import { StoredLedger } from '@pacioli/ledger-core/stored-ledger.testing';
import Ajv from 'ajv';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './config';
import { eventDocuments } from './event-documents';

const folder = join(repository, 'docs', 'events');
const documents = eventDocuments();
const { components } = documents['asyncapi.json'] as {
  components: { messages: Record<string, { headers: object }> };
};

/** A day on which everything occurs that an event can say. */
const DAY = [
  ...['book', 'book', 'asset cash GBP min=none', 'liability card GBP max=100', 'asset cash GBP', 'poison'],
  ...[
    'transfer cash card 10 GBP',
    'transfer cash card 1000 GBP, at cash#1',
    'entry D cash 1 GBP, C card 1 GBP',
  ],
  'entry D cash 1 GBP, C card 2 GBP',
  ...['reverse 8', 'reverse 8'],
  ...['hold cash card 3 GBP, until 5000', 'hold cash cash 3 GBP', 'capture 12 1', 'capture 12 9'],
  ...['hold cash card 1 GBP', 'void 16', 'void 16', '@6000 expire 12', 'expire 12'],
  ...['batch transfer cash card 1 GBP | hold cash card 1 GBP', 'batch transfer cash cash 1 GBP'],
  ...['month 0 5000', 'month 0 5000', 'suspend card', 'suspend card', 'activate card', 'activate card'],
  ...['change card max=none', 'change nowhere max=none', 'asset spare GBP', 'close spare', 'close spare'],
  ...['asset euros EUR', 'equity t-gbp GBP min=none', 'equity t-eur EUR min=none', 'expense rest EUR'],
  'fx euros cash 100 GBP 1.17 EUR t-gbp t-eur rest 116',
  ...[
    'fx euros cash 100 GBP 1.17 EUR t-gbp t-eur rest 99',
    'batch fx euros cash 9 GBP 2 EUR t-gbp t-eur rest',
  ],
];

function ledgerEventOf(decision: DecisionRecord) {
  const { request, keyId, offset, number: sequence } = decision;
  return ledgerEventRecord('ledger-events', {
    ...decision,
    ...{ sequence, sourceOffset: offset, requestType: request?.type ?? null },
    operationId: request && operationIdOf(keyId, request.fingerprint),
    ...{ actorType: request?.actorType ?? null, actorId: request?.actorId ?? null },
    ...{ requestId: request?.requestId ?? null, traceparent: request?.traceparent ?? null },
  });
}

describe('docs/events', () => {
  it('says what the code says: if not, run node stack/dist/write-event-docs.js', () => {
    const written = readdirSync(folder).map((name): [string, unknown] => [
      name,
      JSON.parse(readFileSync(join(folder, name), 'utf8')),
    ]);
    expect(Object.fromEntries(written)).toEqual(documents);
  });

  it('describes every event as it is published, headers and body', () => {
    const ajv = new Ajv({ allErrors: true, strictTypes: false, formats: { 'date-time': true } });
    const met = new Set<string>();
    const expectDescribed = (type: string, headers: object, body: string) => {
      met.add(`${type}.json`);
      expect([type, ajv.validate(documents[`${type}.json`]!, JSON.parse(body)), ajv.errors]).toEqual([
        type,
        true,
        null,
      ]);
      const isDescribed = ajv.validate(components.messages[type]!.headers, headers);
      expect([type, isDescribed, ajv.errors]).toEqual([type, true, null]);
    };
    const ledger = new StoredLedger();
    DAY.map(recordOf).forEach((record) => {
      const headers = Object.fromEntries(
        Object.entries(record.headers).map(([name, value]) => [name, String(value)]),
      );
      if (record.key) expectDescribed(headers['ce_type']!, headers, record.value!.toString());
      const event = ledgerEventOf(ledger.decide(record).decision);
      expectDescribed(event.headers['ce_type'] as string, event.headers, event.value as string);
    });
    expect([...met, 'asyncapi.json'].sort()).toEqual(Object.keys(documents).sort());
  });

  it('closes what is asked, and leaves open what the ledger says', () => {
    expect(documents['transfer.requested.v1.json']).toMatchObject({ additionalProperties: false });
    expect(documents['transfer.posted.v1.json']).not.toHaveProperty('additionalProperties');
  });
});
