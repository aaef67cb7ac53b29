import { Progress } from './progress';

describe('Progress', () => {
  it('says in each part of a run something that moves', () => {
    const progress = new Progress();
    const said = [progress.toString()];
    const move = (change: Partial<Progress>) => said.push(Object.assign(progress, change).toString());
    move({ allRecords: 9_000 });
    move({ records: 5_000 });
    move({ events: 4_000 });
    move({ allBooks: 2 });
    move({ postings: 100 });
    move({ books: 2 });
    move({ decided: 3_000 });
    move({ decided: 5_000 });
    expect(new Set(said).size).toBe(said.length);
    expect(said.at(-1)).toBe(
      'matching the topics: 5,000 of at most 9,000 records, 4,000 events, 5,000 decided again; ' +
        'checking the ledger: 2 of 2 books, 100 postings',
    );
  });
});
