import type { CsvMapping } from '@pacioli/contracts/statement-source';
import { isWrong } from './bad-line';
import { ADVICE_ON_MAPPING, type CsvAdvice } from './csv-advice';
import { readHeader } from './csv-header';
import { CsvLines } from './csv-lines';
import { CsvRecords, type CsvRecord } from './csv-records';
import { decoderOf, type Decoder } from './decoder';
import { FileRefusal } from './file-refusal';
import { FutureDays } from './future-days';
import { LineIdentities } from './line-identities';
import { piecesOf, type Piece } from './pieces';
import type { StatementItem } from './statement-item';
import { Tally } from './statement-summary';

/** What is remembered of each line, so that it is known again, comes to some 120 MB for so many. */
const MOST_LINES = 1_000_000;

/** Reads a CSV file by a mapping that was checked, while its bytes arrive. */
export async function* readCsv(
  chunks: AsyncIterable<Uint8Array>,
  mapping: CsvMapping,
  now: Date,
  { mostLines = MOST_LINES, advice = ADVICE_ON_MAPPING }: { mostLines?: number; advice?: CsvAdvice } = {},
): AsyncGenerator<StatementItem> {
  const reading = new CsvReading(mapping, now, mostLines, advice);
  for await (const piece of piecesOf(chunks)) {
    for (const item of await reading.itemsIn(piece)) {
      yield item;
      if (item.type === 'refused') return;
    }
  }
}

/** One file that is being read. */
class CsvReading {
  private readonly decoder: Decoder;
  private readonly records: CsvRecords;
  private readonly futureDays: FutureDays;
  private readonly identities = new LineIdentities();
  private readonly tally = new Tally();
  private count = 0;
  /** Known once the header was read. */
  private lines: CsvLines | undefined;

  constructor(
    private readonly mapping: CsvMapping,
    now: Date,
    private readonly mostLines: number,
    private readonly advice: CsvAdvice,
  ) {
    this.futureDays = new FutureDays(now, mapping.time_zone);
    this.decoder = decoderOf(mapping.encoding);
    this.records = new CsvRecords(mapping, advice);
  }

  async itemsIn({ bytes, isLast }: Piece): Promise<StatementItem[]> {
    this.tally.addBytes(bytes);
    const text = this.textOf(bytes, isLast);
    if (text instanceof FileRefusal) return [refused(text)];
    const items: StatementItem[] = [];
    for (const record of await this.records.in(text, isLast)) {
      const item = record instanceof FileRefusal ? refused(record) : this.itemOf(record);
      if (item !== undefined) items.push(item);
      if (item?.type === 'refused') return items;
    }
    if (isLast) items.push(this.end());
    return items;
  }

  private textOf(bytes: Buffer, isLast: boolean): string | FileRefusal {
    const { encoding } = this.mapping;
    const text = this.decoder.decode(bytes, isLast);
    if (text === undefined)
      return new FileRefusal(
        'encoding_differs',
        `The file has bytes that are no text in ${encoding}, the source's encoding.`,
      );
    return text.includes('\0')
      ? new FileRefusal(
          'has_nul',
          `The file has NUL characters when it is read as ${encoding}. Is that its encoding?`,
        )
      : text;
  }

  /** Nothing for the header. */
  private itemOf(record: CsvRecord): StatementItem | undefined {
    if (this.lines === undefined) {
      const header = readHeader(record.cells, this.mapping.columns, this.advice);
      if (header instanceof FileRefusal) return refused(header);
      this.lines = new CsvLines(this.mapping, header);
      return undefined;
    }
    this.count += 1;
    if (this.count > this.mostLines) return refused(this.tooLarge());
    const place = { line: record.line };
    const read = this.lines.read(record);
    const content = isWrong(read) ? read : this.futureDays.refuse(read);
    if (isWrong(content)) {
      this.tally.addBadLine();
      return { type: 'bad_line', badLine: { place, ...content } };
    }
    const line = { ...content, place, identity: this.identities.of(content) };
    this.tally.addLine(line);
    return { type: 'line', line };
  }

  private tooLarge(): FileRefusal {
    const reason = `The file has more than ${this.mostLines} lines. Ask for one of fewer days.`;
    return new FileRefusal('file_too_large', reason);
  }

  private end(): StatementItem {
    return this.lines === undefined
      ? refused(new FileRefusal('header_missing', 'The file has no header.'))
      : { type: 'end', summary: this.tally.summary() };
  }
}

const refused = (refusal: FileRefusal): StatementItem => ({ type: 'refused', refusal });
