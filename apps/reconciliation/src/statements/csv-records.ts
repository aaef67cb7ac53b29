import type { CsvMapping } from '@pacioli/contracts/statement-source';
import { CsvError, parse, type InfoRecord } from 'csv-parse';
import { finished } from 'node:stream/promises';
import { ADVICE_ON_MAPPING, type CsvAdvice } from './csv-advice';
import { FileRefusal } from './file-refusal';

export interface CsvRecord {
  /** The line on which it begins, counted from 1 in its file. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Whether every cell that begins with a quote ends with one. Else nobody knows what belongs into which cell. */
  readonly isWellQuoted: boolean;
}

export const LONGEST_RECORD = 64 * 1024;
/** So much of what it was given the parser can leave for the next time. */
const LOOKAHEAD = 16;

type Form = Pick<CsvMapping, 'delimiter' | 'quote' | 'skip_lines' | 'last_line_is_unended'>;

/**
 * Cuts a text that comes in parts into records. Records without anything in them are none.
 *
 * The parser takes whatever quotes it finds, and they are checked here: its strict way runs on, over the ends of lines, until a
 * quote comes that suits it, and takes a second for a record that is full of them. Its bound on records does not count delimiters.
 */
export class CsvRecords {
  private readonly parser: ReturnType<typeof parse>;
  private readonly lineEnds = new LineEnds();
  private readonly wellQuoted: RegExp | undefined;
  private readonly skipped: number;
  private toSkip: number;
  private found: (CsvRecord | FileRefusal)[] = [];
  /** Bytes that the parser was given, and at which of them its last record ended, on which line. */
  private given = 0;
  private end = 0;
  private endLine: number;

  constructor(
    private readonly form: Form,
    private readonly advice: CsvAdvice = ADVICE_ON_MAPPING,
  ) {
    const { delimiter, quote = '"', skip_lines = 0 } = form;
    this.skipped = this.toSkip = this.endLine = skip_lines;
    this.wellQuoted = quote === null ? undefined : wellQuoted(delimiter, quote);
    this.parser = parse({
      ...{ delimiter, quote, escape: quote, record_delimiter: '\n' },
      ...{ relax_quotes: true, relax_column_count: true, raw: true },
      on_record: (given: unknown, info: InfoRecord) => {
        this.take(given as { record: string[]; raw: string }, info);
        return null;
      },
    });
    // Nothing is to be read from it: it ends once it was given everything.
    this.parser.resume();
  }

  /** The records that end in this part of the text. A refusal is the last that counts. */
  async in(text: string, isLast: boolean): Promise<(CsvRecord | FileRefusal)[]> {
    const bytes = Buffer.from(this.withoutSkipped(this.lineEnds.in(text, isLast)));
    this.given += bytes.length;
    await this.write(bytes);
    if (this.given - this.end > LONGEST_RECORD + LOOKAHEAD) this.found.push(this.tooLong());
    else if (isLast) await this.finish();
    const { found } = this;
    this.found = [];
    return found;
  }

  private withoutSkipped(text: string): string {
    let from = 0;
    for (; this.toSkip > 0; this.toSkip -= 1) {
      const end = text.indexOf('\n', from);
      if (end < 0) return '';
      from = end + 1;
    }
    return text.slice(from);
  }

  private write(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.parser.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  private async finish(): Promise<void> {
    try {
      this.parser.end();
      await finished(this.parser);
    } catch (error) {
      if (!(error instanceof CsvError) || error.code !== 'CSV_QUOTE_NOT_CLOSED') throw error;
      const reason = `The file ends within a quoted cell of the record on line ${this.endLine + 1}: it was cut off, or a quote is missing.`;
      this.found.push(new FileRefusal('quote_not_closed', reason));
    }
  }

  private take({ record: cells, raw }: { record: string[]; raw: string }, info: InfoRecord): void {
    const length = info.bytes - this.end;
    const line = this.endLine + 1;
    if (length > LONGEST_RECORD) this.found.push(this.tooLong());
    else if (cells.some((cell) => cell.trim() !== '')) this.found.push(this.record(line, cells, raw));
    this.end = info.bytes;
    this.endLine = this.skipped + info.lines;
  }

  private record(line: number, cells: string[], raw: string): CsvRecord | FileRefusal {
    if (!raw.endsWith('\n') && this.form.last_line_is_unended !== true) return this.notEnded(line);
    return { line, cells, isWellQuoted: this.wellQuoted?.test(raw) ?? true };
  }

  private notEnded(line: number): FileRefusal {
    const reason = `The last line, ${line}, has no end: the file may be cut off within it. ${this.advice.lastLineNotEnded}`;
    return new FileRefusal('last_line_not_ended', reason);
  }

  private tooLong(): FileRefusal {
    const line = this.endLine + 1;
    const reason = `The record on line ${line} is longer than ${LONGEST_RECORD} bytes. Are delimiter and quote those of the file?`;
    return new FileRefusal('record_too_long', reason);
  }
}

/** Makes every end of a line a line feed, as bytes come: CR and LF of one end can come in two parts. */
class LineEnds {
  private held = '';

  in(text: string, isLast: boolean): string {
    const all = this.held + text;
    this.held = !isLast && all.endsWith('\r') ? '\r' : '';
    return all.slice(0, all.length - this.held.length).replace(/\r\n?/gu, '\n');
  }
}

function wellQuoted(delimiter: string, quote: string): RegExp {
  const quoted = `${quote}(?:[^${quote}]|${quote}${quote})*${quote}`;
  const cell = `(?:${quoted}|(?!${quote})[^\\${delimiter}\\n]*)`;
  return new RegExp(`^${cell}(?:\\${delimiter}${cell})*\\n?$`);
}
