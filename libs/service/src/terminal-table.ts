export interface Column {
  title: string;
  align: 'left' | 'right';
}

/** Lays rows out under their columns; a footer, if there is one, stands below a line of its own. */
export function renderTable(columns: Column[], rows: string[][], footer?: string[]): string {
  const all = [columns.map(({ title }) => title), ...rows, ...(footer ? [footer] : [])];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => (row[index] ?? '').length)));
  const line = (row: string[]): string =>
    columns
      .map(({ align }, index) => {
        const cell = row[index] ?? '';
        return align === 'left' ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('──');
  const body = [line(columns.map(({ title }) => title)), rule, ...rows.map(line)];
  return (footer ? [...body, rule, line(footer)] : body).join('\n');
}

/** Text that others have written may hold line breaks and control characters, which must not reach a terminal. */
export const oneLine = (text: string): string => text.replace(/\p{Cc}/gu, '\ufffd');
