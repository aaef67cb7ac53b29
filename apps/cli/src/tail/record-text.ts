import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { oneLine } from '@pacioli/service/terminal-table';
import { printPlace } from '@pacioli/service/command-line/place';
import { operationIn } from './filter';
import { amountsIn, printedAmounts } from '../topic/amounts-in';
import { headerOf } from '../topic/record-headers';

/** One line: append time, position, book, type, operation, and the amounts where the body names any. */
export function recordLine(record: TopicRecord): string {
  return [
    new Date(record.timestamp).toISOString(),
    printPlace(record).padEnd(8),
    (record.key?.toString() ?? '-').padEnd(12),
    (headerOf(record, 'ce_type') ?? '-').padEnd(26),
    operationIn(record) ?? '-',
    printedAmounts(amountsIn(record)),
  ]
    .map(oneLine)
    .join('  ')
    .trimEnd();
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
