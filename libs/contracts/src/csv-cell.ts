/** A row of RFC 4180. Its cells are names, numbers and moments, or made by `textCell`. */
export const csvRow = (cells: readonly string[]): string => `${cells.join(',')}\r\n`;

/** What a spreadsheet would take for a formula, the wide forms of its first character among them. */
const FORMULA = /^(\s*[-=+@\uff0d\uff1d\uff0b\uff20]|[\t\r\n])/u;

/**
 * A text that came from outside, as a cell. One that a spreadsheet would run as a formula has an apostrophe put before it, as
 * OWASP advises (CSV Injection): whoever opens the file must not run what a customer, or a bank's customer, wrote.
 */
export function textCell(text: string | null): string {
  if (text === null) return '';
  return `"${FORMULA.test(text) ? "'" : ''}${text.replaceAll('"', '""')}"`;
}
