import { bookOf } from '@pacioli/contracts/payment-event';
import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import { oneLine, renderTable } from '@pacioli/service/terminal-table';
import type { LaidAside } from './dead-letter-topic';
import { placeOf } from './redriven-request';

/** A dead letter as a line of the list. */
export interface Listed {
  readonly partition: number;
  readonly offset: string;
  readonly book: string;
  readonly reason: string;
  readonly detail: string;
  readonly laid_aside_at: string;
  /** Where it was sent again; null when it was not. */
  readonly redriven: string | null;
}

/** So much of a detail the table shows. */
const SHORT_DETAIL = 60;

export function listed({ letter, at }: LaidAside, partitions: number): Listed {
  const { partition, offset, reason, detail } = letter;
  return {
    ...{ partition, offset: String(offset), book: bookOf(letter, partitions), reason, detail },
    ...{ laid_aside_at: new Date(at).toISOString(), redriven: null },
  };
}

export function listTable(rows: readonly Listed[]): string {
  if (rows.length === 0) return 'There are no dead letters.';
  const right = (title: string) => ({ title, align: 'right' as const });
  const left = (title: string) => ({ title, align: 'left' as const });
  return renderTable(
    [
      ...[right('partition'), right('offset'), left('book'), left('reason'), left('detail')],
      ...[left('laid aside at'), left('redriven')],
    ],
    rows.map(({ partition, offset, book, reason, detail, laid_aside_at, redriven }) => [
      ...[String(partition), offset, book, oneLine(reason)],
      oneLine(detail.length > SHORT_DETAIL ? `${detail.slice(0, SHORT_DETAIL - 1)}…` : detail),
      ...[laid_aside_at, redriven ?? 'no'],
    ]),
  );
}

/** `topic` are the payment-events of the installation that laid it aside, should it not name them itself. */
export function shownLetter({ letter, at }: LaidAside, topic: string, redriven: string | undefined): string {
  return [
    `dead letter   ${placeOf(letter)} of ${oneLine(letter.topic ?? topic)}`,
    `reason        ${oneLine(letter.reason)}`,
    `detail        ${oneLine(letter.detail)}`,
    `laid aside at ${new Date(at).toISOString()}`,
    `redriven      ${redriven ?? 'no'}`,
    ...shownRecord(letter),
  ].join('\n');
}

/** Key, headers and value of a record; what is no text that a terminal can show is given as base64. */
export function shownRecord({
  key,
  value,
  headers,
}: Pick<OutgoingRecord, 'key' | 'value'> & {
  readonly headers: Readonly<Record<string, string | Buffer | null | undefined>>;
}): string[] {
  return [
    `key           ${shown(key, LINE)}`,
    'headers',
    ...Object.entries(headers).map(([name, bytes]) => `  ${oneLine(name)}: ${shown(bytes ?? null, LINE)}`),
    `value         ${value === null ? 'null' : `${Buffer.byteLength(value)} bytes`}`,
    ...(value === null ? [] : [shown(value, LINES)]),
  ];
}

const LINE = /^\P{Cc}*$/u;
/** With tabs and line feeds. */
const LINES = /^(\P{Cc}|[\t\n])*$/u;

function shown(bytes: string | Buffer | null, showable: RegExp): string {
  if (bytes === null) return 'null';
  const buffer = Buffer.from(bytes);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(buffer);
    if (showable.test(text)) return text;
  } catch {
    // Not UTF-8.
  }
  return `base64 ${buffer.toString('base64')}`;
}
