import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { agingCsv, badLinesCsv, breaksCsv, checksCsv, forcedCsv, problemsCsv } from './report-csv';
import { reportHtml } from './report-html';
import { dataOf, type RunReport } from './run-report';

/** The files of a report in a folder, named by when the run began and by its id, so that a listing is in order. */
export async function writeReportFiles(folder: string, report: RunReport): Promise<void> {
  const { id, started_at } = report.run;
  const began = started_at.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-');
  const path = join(folder, `${began}-${id}`);
  await mkdir(folder, { recursive: true });
  await writeFileOnce(`${path}.json`, dataOf(report).json);
  await writeCsv(`${path}.csv`, report);
  // Last, since it is what people look for: where it stands, the others do.
  await writeHtml(`${path}.html`, report);
}

export const writeHtml = (path: string, report: RunReport): Promise<void> =>
  writeFileOnce(path, reportHtml(report));

/** Files beside each other, since their columns differ: `.problems.csv`, and of statements `.breaks.csv`, `.aging.csv`, `.bad-lines.csv` and `.forced.csv`. */
export async function writeCsv(path: string, report: RunReport): Promise<void> {
  const pathOf = (kind: string) => `${path.replace(/\.csv$/, '')}.${kind}.csv`;
  await writeFileOnce(pathOf('problems'), problemsCsv(report));
  await writeFileOnce(pathOf('breaks'), breaksCsv(report));
  await writeFileOnce(pathOf('aging'), agingCsv(report));
  await writeFileOnce(pathOf('bad-lines'), badLinesCsv(report));
  await writeFileOnce(pathOf('forced'), forcedCsv(report));
  await writeFileOnce(path, checksCsv(report));
}

/**
 * Writes a file that is there whole or not at all, also after a crash. Throws if there is a file of this name already: a report that
 * somebody may have signed is not replaced. One run writes under a name, so nothing comes between the look and the rename.
 */
async function writeFileOnce(path: string, text: string): Promise<void> {
  if (await exists(path)) throw new Error(`${path} is there already and is not overwritten`);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
