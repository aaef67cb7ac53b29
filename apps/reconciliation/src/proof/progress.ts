/** How far a run is, for whoever watches. */
export class Progress {
  books = 0;
  allBooks = 0;
  postings = 0;
  records = 0;
  /** The sum of the fences, which counts the markers of transactions, too: a little more than there are records. */
  allRecords = 0;

  toString(): string {
    if (this.allBooks === 0) return 'reaching the database and Kafka';
    const count = (number: number) => number.toLocaleString('en-GB');
    return this.books < this.allBooks || this.records === 0
      ? `checking the ledger: ${count(this.books)} of ${count(this.allBooks)} books, ${count(this.postings)} postings`
      : `matching the topic: ${count(this.records)} of about ${count(this.allRecords)} records`;
  }
}
