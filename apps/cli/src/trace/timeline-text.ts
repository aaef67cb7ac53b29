import type { Colours } from '@pacioli/service/terminal-colours';
import { oneLine } from '@pacioli/service/terminal-table';
import type { Line, Step } from './timeline';

const WIDTH = 100;
/** The time of the day, and two spaces. */
const INDENT = '14:32:07.101  '.length;
const LABEL = 14;
const VALUE = WIDTH - INDENT - LABEL;

/**
 * Steps under each other, no line longer than 100 characters: the time in UTC, what happened, and at the right how long after the
 * step before it. A day that begins has a line of its own.
 */
export function timelineText(steps: readonly Step[], colours: Colours): string {
  const lines: string[] = [];
  let before: Date | null = null;
  for (const step of steps) {
    const { at } = step;
    if (at !== null && dayOf(at) !== (before && dayOf(before))) lines.push(colours.dim(dayOf(at)));
    lines.push(headOf(step, before, colours), ...step.lines.flatMap((line) => linesOf(line, colours)));
    before = at ?? before;
  }
  return lines.join('\n');
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

function headOf({ at, title, verdict }: Step, before: Date | null, colours: Colours): string {
  const time = at === null ? '' : at.toISOString().slice(11, 23);
  const paint = verdict === undefined ? colours.strong : colours[verdict];
  const left = time.padEnd(INDENT) + paint(title);
  if (at === null || before === null) return left;
  const after = durationOf(at.getTime() - before.getTime());
  const gap = ' '.repeat(Math.max(2, WIDTH - INDENT - title.length - after.length));
  return left + gap + colours.dim(after);
}

function linesOf([label, value]: Line, { dim }: Colours): string[] {
  const [first, ...rest] = wrapped(oneLine(value), VALUE);
  return [
    ' '.repeat(INDENT) + dim(label.padEnd(LABEL)) + (first ?? ''),
    ...rest.map((line) => ' '.repeat(INDENT + LABEL) + line),
  ];
}

/** Pieces of a width at most, broken at a space where there is one. */
export function wrapped(text: string, width: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > 0 ? space : width;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...pieces, rest];
}

const UNITS = [
  [24 * 60 * 60_000, 'd'],
  [60 * 60_000, 'h'],
  [60_000, 'min'],
] as const;

/** `+22 ms`, `+1.204 s`, `+3 min 7 s`, `-4 ms`: the two largest units of it. */
export function durationOf(milliseconds: number): string {
  const sign = milliseconds < 0 ? '-' : '+';
  const length = Math.abs(milliseconds);
  if (length < 1_000) return `${sign}${length} ms`;
  if (length < 60_000) return `${sign}${(length / 1_000).toFixed(3)} s`;
  const at = UNITS.findIndex(([unit]) => length >= unit);
  const [unit, name] = UNITS[at]!;
  const [smaller, itsName] = UNITS[at + 1] ?? [1_000, 's'];
  return `${sign}${Math.floor(length / unit)} ${name} ${Math.floor((length % unit) / smaller)} ${itsName}`;
}
