import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/** What a proof reads at least: outcomes, entries and postings, in the order in which it goes through them. */
const PASSES = [
  'select * from ledger.outcome order by book, decision',
  'select * from ledger.journal_entry order by book, number',
  'select * from ledger.posting order by book, entry, leg',
];

/** The floor of a proof: the seconds that it takes to read these rows side by side and to look at none of them. */
export async function bareReadingSeconds(url: string): Promise<number> {
  const began = performance.now();
  await Promise.all(PASSES.map((select) => readThrough(url, select)));
  return (performance.now() - began) / 1_000;
}

async function readThrough(url: string, select: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    // As the proof reads: by an index, since a sort would write all of a large table to disk first.
    await client.query('set enable_sort = off');
    const bytes = client.query(copyTo(`copy (${select}) to stdout (format binary)`));
    for await (const chunk of bytes) void chunk;
  } finally {
    await client.end();
  }
}
