import { oneLine } from '@pacioli/service/terminal-table';
import { beancount } from './beancount';
import { hledger } from './hledger';
import type { ExportedBook, PostedEntry } from './posted-entries';

/** A form of plain text accounting, for one book: the lines that come first, and those of an entry. */
export interface PlainText {
  readonly head: readonly string[];
  readonly entry: (entry: PostedEntry) => readonly string[];
}

type Format = (book: ExportedBook) => PlainText;
export const FORMATS: Readonly<Record<string, Format>> = { hledger, beancount };

/**
 * Some text at a time: the head, and then every entry with an empty line before it. A line break in a text of a client would
 * begin a line of its own, which could be a posting, or a whole entry.
 */
export async function* inPlainText(
  format: Format,
  book: ExportedBook,
  entries: AsyncIterable<PostedEntry>,
): AsyncGenerator<string> {
  const { head, entry } = format({ ...book, name: oneLine(book.name) });
  yield `${head.join('\n')}\n`;
  for await (const one of entries) yield `\n${entry(withoutLineBreaks(one)).join('\n')}\n`;
}

const withoutLineBreaks = ({ description, reference, ...entry }: PostedEntry): PostedEntry => ({
  ...entry,
  description: description && oneLine(description),
  reference: reference && oneLine(reference),
});
