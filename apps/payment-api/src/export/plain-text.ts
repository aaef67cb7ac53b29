import { oneLine } from '@pacioli/service/terminal-table';
import { beancount } from './beancount';
import { hledger } from './hledger';
import type { ExportedBook, PostedEntry } from './posted-entries';

/** A form of plain text accounting, for one book: the lines that come first, and those of an entry. */
export interface PlainText {
  readonly head: readonly string[];
  readonly entry: (entry: PostedEntry) => readonly string[];
}

export const FORMATS: Readonly<Record<string, (book: ExportedBook) => PlainText>> = { hledger, beancount };

/** Some text at a time: the head, and then every entry with an empty line before it. */
export async function* inPlainText(
  { head, entry }: PlainText,
  entries: AsyncIterable<PostedEntry>,
): AsyncGenerator<string> {
  yield `${head.join('\n')}\n`;
  for await (const one of entries) yield `\n${entry(withoutLineBreaks(one)).join('\n')}\n`;
}

/** A line break in a text of a client would begin a line of its own, which could be a posting. */
const withoutLineBreaks = ({ description, reference, ...entry }: PostedEntry): PostedEntry => ({
  ...entry,
  description: description && oneLine(description),
  reference: reference && oneLine(reference),
});
