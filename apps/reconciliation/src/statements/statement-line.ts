/** Where a line stands in its file. All are counted from 1. */
export type LinePlace = CsvPlace | CamtPlace;

/** The line on which a record begins: a quoted cell can hold further ones. */
export interface CsvPlace {
  readonly line: number;
}

export interface CamtPlace {
  readonly statement: number;
  readonly entry: number;
  /** Of a batch, or of the one transaction of an entry; null where the line is the entry as a whole. */
  readonly detail: number | null;
}

/** What a statement says of one movement, from the point of view of the account that it is of. */
export interface LineContent {
  /** The account, as the file names it; null where it names none. */
  readonly account: string | null;
  /** By which the line is matched; null where the file gives none. */
  readonly reference: string | null;
  readonly otherReferences: readonly string[];
  /** Minor units, positive where money came in, before the fee: the account moved by amount less fee. */
  readonly amount: bigint;
  readonly currency: string;
  /** Minor units that were kept of the amount, negative where they were given back; null where the file says nothing of fees. */
  readonly fee: bigint | null;
  /** Days as yyyy-mm-dd. */
  readonly bookedOn: string;
  readonly valueOn: string | null;
  readonly description: string | null;
  /** What it is, in the words of the source. */
  readonly kind: string | null;
  /** Whether it takes back what was booked before. Its amount has the sign of what it does itself. */
  readonly isReversal: boolean;
}

export interface StatementLine extends LineContent {
  readonly place: LinePlace;
  /** By which the line is recognised when it comes again in another file (line-identities.ts). */
  readonly identity: string;
}
