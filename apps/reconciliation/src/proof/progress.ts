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

  toString(): string {
    const count = (number: number) => number.toLocaleString('en-GB');
    const most = `of at most ${count(this.allRecords)} records`;
    if (this.decided > 0) return `deciding again: ${count(this.decided)} ${most}`;
    if (this.allBooks > 0)
      return `checking the ledger: ${count(this.books)} of ${count(this.allBooks)} books, ${count(this.postings)} postings`;
    if (this.allRecords === 0) return 'reaching the database and Kafka';
    return `matching the topics: ${count(this.records)} ${most}, ${count(this.events)} events`;
  }
}
