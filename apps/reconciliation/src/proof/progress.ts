/** How far a run is, for whoever watches: readiness takes one that says the same for long for one that hangs. */
export class Progress {
  books = 0;
  allBooks = 0;
  postings = 0;
  records = 0;
  /** Of ledger-events. */
  events = 0;
  /** Records that were decided again. */
  decided = 0;
  /** The sum of the fences, which counts the markers of transactions, too: more than there are records, and all of those before the range. */
  allRecords = 0;

  /** Both sides, which a full run looks at at once. */
  toString(): string {
    const count = (number: number) => number.toLocaleString('en-GB');
    const topics = `matching the topics: ${count(this.records)} of at most ${count(this.allRecords)} records, ${count(this.events)} events, ${count(this.decided)} decided again`;
    const books = `checking the ledger: ${count(this.books)} of ${count(this.allBooks)} books, ${count(this.postings)} postings`;
    const sides = [...(this.allRecords > 0 ? [topics] : []), ...(this.allBooks > 0 ? [books] : [])];
    return sides.join('; ') || 'reaching the database and Kafka';
  }
}
