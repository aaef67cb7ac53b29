import { Flag, Many, OneOf, Optional, WholeNumber, Words } from './field';

/** What is wrong with a line, and where in it. */
export class ImportError {
  /** Counted from 1. */
  @WholeNumber() line!: number;
  @Words() pointer!: string;
  @Words() detail!: string;
}

/** A line of the answer to an import: what came of a chunk of the file, which is posted as a whole or not at all. */
export class ImportChunk {
  @OneOf('chunk') type!: 'chunk';
  @WholeNumber() first_line!: number;
  @WholeNumber() last_line!: number;
  @Words() operation!: string;
  @OneOf('posted', 'rejected') status!: 'posted' | 'rejected';
  /** Whether an earlier request with this key had brought it already. */
  @Flag() replayed!: boolean;
  @Optional() @Words() code?: string;
  @Optional() @Words() detail?: string;
  @Optional() @Many(() => ImportError) errors?: ImportError[];
  /** How many lines are posted, and how many are refused, from the first line of the file on. */
  @WholeNumber() posted!: number;
  @WholeNumber() refused!: number;
}

/** The last line of the answer to an import. An answer without it was broken off. */
export class ImportEnd {
  @OneOf('end') type!: 'end';
  @OneOf('complete', 'stopped') status!: 'complete' | 'stopped';
  @WholeNumber() chunks!: number;
  @WholeNumber() posted!: number;
  @WholeNumber() refused!: number;
  /** The first line that has no outcome under this key: there the same request goes on. */
  @WholeNumber() next_line!: number;
  /** Why it stopped. */
  @Optional() @Words() code?: string;
  @Optional() @Words() detail?: string;
  @Optional() @Many(() => ImportError) errors?: ImportError[];
  /** Of the chunk whose outcome is not known, if it may have been recorded. */
  @Optional() @Words() operation?: string;
}
