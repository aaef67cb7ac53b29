import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { repository } from './config';
import { eventDocuments } from './event-documents';
import { runProgram } from './program';

/** Writes docs/events anew, as the code has the events now: run it when a test says that they differ. */
async function main(): Promise<number> {
  const folder = join(repository, 'docs', 'events');
  mkdirSync(folder, { recursive: true });
  const documents = eventDocuments();
  for (const name of readdirSync(folder)) if (!(name in documents)) rmSync(join(folder, name));
  for (const [name, document] of Object.entries(documents)) {
    writeFileSync(
      join(folder, name),
      await format(JSON.stringify(document), { parser: 'json', printWidth: 110 }),
    );
  }
  console.log(`${Object.keys(documents).length} documents in docs/events`);
  return 0;
}

void runProgram(main);
