import { isWrong, wrong, type Wrong } from './bad-line';
import { checkBalances } from './camt-balances';
import { statementsIn } from './camt-document';
import { readEntry, statusOf } from './camt-entry';
import type { Money } from './camt-money';
import { FileRefusal } from './file-refusal';
import { FutureDays } from './future-days';
import { LineIdentities } from './line-identities';
import { piecesOf } from './pieces';
import type { StatementItem } from './statement-item';
import type { CamtPlace, LineContent } from './statement-line';
import { Tally } from './statement-summary';
import { parseEntry, type XmlElement } from './xml-element';
import { xmlTextOf } from './xml-text';

/** The first look at a file of so much keeps the process from all else for a second, and all of it takes 430 MiB. */
const MOST_MEBIBYTES = 16;

/** Reads a file of camt.053, of any version from 001.02 to 001.13. It is parsed as a whole, so its length is bounded. */
export async function* readCamt053(
  chunks: AsyncIterable<Uint8Array>,
  now: Date,
): AsyncGenerator<StatementItem> {
  const reading = new CamtReading(now);
  const bytes = await reading.bytesOf(chunks);
  const text = bytes instanceof FileRefusal ? bytes : xmlTextOf(bytes);
  const statements = text instanceof FileRefusal ? text : statementsIn(text);
  if (statements instanceof FileRefusal) yield { type: 'refused', refusal: statements };
  else
    for (const item of reading.itemsOf(statements)) {
      yield item;
      if (item.type === 'refused') return;
    }
}

/** One file that is being read. */
class CamtReading {
  private readonly identities = new LineIdentities();
  private readonly tally = new Tally();
  private readonly futureDays: FutureDays;

  constructor(now: Date) {
    // Its days are those of a bank whose zone it does not name.
    this.futureDays = new FutureDays(now, 'UTC');
  }

  async bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer | FileRefusal> {
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const { bytes } of piecesOf(chunks)) {
      length += bytes.length;
      if (length > MOST_MEBIBYTES * 1024 * 1024)
        return new FileRefusal(
          'file_too_large',
          `The file has more than ${MOST_MEBIBYTES} MiB. Ask for one of fewer days.`,
        );
      this.tally.addBytes(bytes);
      pieces.push(bytes);
    }
    return Buffer.concat(pieces);
  }

  *itemsOf(statements: readonly XmlElement[]): Generator<StatementItem> {
    for (const [at, statement] of statements.entries()) yield* this.statement(statement, at + 1);
    yield { type: 'end', summary: this.tally.summary() };
  }

  private *statement(statement: XmlElement, number: number): Generator<StatementItem> {
    const account =
      statement.textAt('Acct', 'Id', 'IBAN') ?? statement.textAt('Acct', 'Id', 'Othr', 'Id') ?? null;
    const entries: Money[] = [];
    for (const [at, unparsed] of statement.all('Ntry').entries()) {
      const place = { statement: number, entry: at + 1, detail: null };
      const entry = parseEntry(unparsed);
      if (entry instanceof FileRefusal) {
        yield { type: 'refused', refusal: entry };
        return;
      }
      const booked = yield* this.entry(entry, place, account);
      if (booked !== undefined) entries.push(booked);
    }
    this.tally.addBalances(checkBalances(statement, { number, account, entries }));
  }

  /** Returns what the entry moved, if it is booked and can be read. */
  private *entry(
    entry: XmlElement,
    place: CamtPlace,
    account: string | null,
  ): Generator<StatementItem, Money | undefined> {
    const status = statusOf(entry);
    if (status === undefined) {
      yield this.item(place, wrong('status_missing', 'The entry has no status.'));
      return undefined;
    }
    if (status !== 'BOOK') {
      this.tally.addSkipped();
      yield { type: 'skipped', skipped: { place, status } };
      return undefined;
    }
    const read = readEntry(entry, account);
    if (isWrong(read)) {
      yield this.item(place, read);
      return undefined;
    }
    for (const { detail, content } of read.lines) yield this.item({ ...place, detail }, content);
    return read.booked;
  }

  private item(place: CamtPlace, read: LineContent | Wrong): StatementItem {
    const content = isWrong(read) ? read : this.futureDays.refuse(read);
    if (isWrong(content)) {
      this.tally.addBadLine();
      return { type: 'bad_line', badLine: { place, ...content } };
    }
    const line = { ...content, place, identity: this.identities.of(content) };
    this.tally.addLine(line);
    return { type: 'line', line };
  }
}
