import { BookPath } from '@pacioli/contracts/request-parameters';
import { checkerOf } from '@pacioli/contracts/schema';
import { database } from '@pacioli/postgres/database';
import { Snapshot } from '@pacioli/postgres/snapshot';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { readExportConfig } from '../config';
import { inJson } from './json';
import { FORMATS, inPlainText } from './plain-text';
import { exportedBook, postedEntries } from './posted-entries';

const DONE = 0;
const NOT_FOUND = 1;
const COULD_NOT_RUN = 2;
const USAGE = `npm run export -- --book <id> (--format ${Object.keys(FORMATS).join('|')} | --json)`;
/** One holds the snapshot, the other streams the postings. */
const POOL_SIZE = 2;
const PROGRESS_EVERY_MS = 2_000;

/**
 * Prints all that a book posted, as of one moment, in a form of plain text accounting or as JSON.
 * Exit code: 0 when it is done, 1 when there is no such book, 2 when it could not run.
 */
async function main(args: string[]): Promise<number> {
  const wanted = wantedOf(args);
  if (wanted === null) {
    process.stdout.write(`${USAGE}\n`);
    return DONE;
  }
  const { book: id, format } = wanted;
  const { DATABASE_URL: url, INSTALLATION_PREFIX: prefix } = readExportConfig();
  const source = database({ url, applicationName: `${prefix}export`, poolSize: POOL_SIZE });
  await source.initialize();
  try {
    const snapshot = await Snapshot.open(source);
    try {
      const book = await exportedBook(snapshot, id);
      if (book === undefined) {
        say(`There is no book ${id}.`);
        return NOT_FOUND;
      }
      let entries = 0;
      const shown = setInterval(
        () => say(`${entries.toLocaleString('en-GB')} entries printed`),
        PROGRESS_EVERY_MS,
      );
      const counted = counting(postedEntries(snapshot, book), () => (entries += 1));
      const text = format === 'json' ? inJson(book, counted) : inPlainText(format, book, counted);
      await pipeline(Readable.from(text), process.stdout, { end: false }).finally(() => clearInterval(shown));
      return DONE;
    } finally {
      await snapshot.close();
    }
  } finally {
    await source.destroy();
  }
}

async function* counting<T>(all: AsyncIterable<T>, count: () => void): AsyncGenerator<T> {
  for await (const one of all) {
    count();
    yield one;
  }
}

/** Null where it was asked what there is. */
function wantedOf(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { book: text, format: text, json: flag, help: flag } as const;
  try {
    const { book = '', format: name = '', json, help } = parseArgs({ args, options }).values;
    if (help) return null;
    const plain = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
    const format = json && name === '' ? ('json' as const) : json ? undefined : plain;
    if (format !== undefined && checkerOf(BookPath)({ book }).length === 0) return { book, format };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
  throw new Error(USAGE);
}

const say = (text: string) => void process.stderr.write(`${text}\n`);

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = COULD_NOT_RUN;
  },
);
