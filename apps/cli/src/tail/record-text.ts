import { inMajorUnits, CURRENCY_CODES } from '@pacioli/contracts/currency';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { oneLine } from '@pacioli/service/terminal-table';
import { printPlace } from '@pacioli/service/command-line/place';
import { operationIn } from './filter';
import { headerOf } from '../topic/record-headers';

/** One line: append time, position, book, type, operation, and the amount where the body names one. */
export function recordLine(record: TopicRecord): string {
  return [
    new Date(record.timestamp).toISOString(),
    printPlace(record).padEnd(8),
    (record.key?.toString() ?? '-').padEnd(12),
    (headerOf(record, 'ce_type') ?? '-').padEnd(26),
    operationIn(record) ?? '-',
    amountIn(record) ?? '',
  ]
    .map(oneLine)
    .join('  ')
    .trimEnd();
}

interface Amounts {
  readonly amount?: unknown;
  readonly currency?: unknown;
  readonly postings?: unknown;
  readonly journal_entry?: unknown;
}

/** Of a body, of the entry that it tells, or of the entry's first posting. */
function amountIn({ value }: TopicRecord): string | undefined {
  const body = parsed(value);
  for (const one of [body, entryIn(body), firstIn(body), firstIn(entryIn(body))]) {
    const { amount, currency } = one ?? {};
    if (typeof amount === 'string' && /^\d{1,19}$/.test(amount) && isCurrency(currency))
      return `${inMajorUnits(BigInt(amount), currency)} ${currency}`;
  }
  return undefined;
}

const isCurrency = (text: unknown): text is string => CURRENCY_CODES.includes(text as string);
const isAmounts = (value: unknown): value is Amounts => typeof value === 'object' && value !== null;
const entryIn = (body: Amounts | undefined) =>
  isAmounts(body?.journal_entry) ? body.journal_entry : undefined;
function firstIn(body: Amounts | undefined): Amounts | undefined {
  const first: unknown = Array.isArray(body?.postings) ? body.postings[0] : undefined;
  return isAmounts(first) ? first : undefined;
}

function parsed(value: Buffer | null): Amounts | undefined {
  try {
    const body: unknown = JSON.parse(value?.toString() ?? '');
    return isAmounts(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** The whole record; the value as JSON if it is that, and else, as keys and headers are, as text or in base64. */
export function recordDocument(topic: string, record: TopicRecord): object {
  const { partition, offset, timestamp, key, value, headers } = record;
  return {
    ...{ topic, partition, offset, appended_at: new Date(timestamp), key: textOf(key) },
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, bytes]) => [name, textOf(bytes ?? null)]),
    ),
    value: jsonIn(value) ?? textOf(value),
  };
}

function jsonIn(value: Buffer | null): unknown {
  try {
    return JSON.parse(utf8.decode(value ?? Buffer.alloc(0)));
  } catch {
    return undefined;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Buffer | null): string | { base64: string } | null {
  if (bytes === null) return null;
  try {
    return utf8.decode(bytes);
  } catch {
    return { base64: bytes.toString('base64') };
  }
}
