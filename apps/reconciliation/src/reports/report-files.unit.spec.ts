import { hash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checksCsv, problemsCsv } from './report-csv';
import { writeCsv, writeHtml, writeReportFiles } from './report-files';
import { reportHtml } from './report-html';
import { checkOf, checksOf, runReportOf } from './run-report.testing';

describe('The files of a report', () => {
  const report = runReportOf({ acme: checksOf() });
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reports-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const read = (name: string) => readFile(join(folder, name), 'utf8');

  it('are named by time and run, in a folder that is made if need be', async () => {
    await writeReportFiles(join(folder, 'new', 'one'), report);
    const name = '2026-11-22T02-30-00Z-run_1';
    expect((await readdir(join(folder, 'new', 'one'))).sort()).toEqual([
      ...[`${name}.aging.csv`, `${name}.bad-lines.csv`, `${name}.breaks.csv`, `${name}.csv`],
      ...[`${name}.forced.csv`, `${name}.html`, `${name}.json`, `${name}.problems.csv`],
    ]);
    expect(await read(`new/one/${name}.csv`)).toBe(checksCsv(report));
    expect(await read(`new/one/${name}.problems.csv`)).toBe(problemsCsv(report));
    const page = await read(`new/one/${name}.html`);
    expect(page).toBe(reportHtml(report));
    // Whoever has the JSON can check the digest with sha256sum.
    expect(page).toContain(hash('sha256', await read(`new/one/${name}.json`)));
  });

  it('are never overwritten', async () => {
    await writeReportFiles(folder, report);
    const before = await Promise.all((await readdir(folder)).map(read));
    const other = runReportOf({ acme: [checkOf('numbering', 1)] });
    await expect(writeReportFiles(folder, other)).rejects.toThrow('is there already and is not overwritten');
    expect(await Promise.all((await readdir(folder)).map(read))).toEqual(before);
  });

  it('leave nothing half-written where they can not be written', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(writeReportFiles(join(folder, 'file'), report)).rejects.toThrow('file');
    await expect(writeHtml(join(folder, 'nowhere', 'a.html'), report)).rejects.toThrow('nowhere');
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('are six of CSV, whatever the first is called', async () => {
    await writeCsv(join(folder, 'a.csv'), report);
    await writeCsv(join(folder, 'b'), report);
    expect((await readdir(folder)).sort()).toEqual(
      ['a', 'b']
        .flatMap((name) => [
          ...[`${name}.aging.csv`, `${name}.bad-lines.csv`, `${name}.breaks.csv`, `${name}.forced.csv`],
          ...[name === 'a' ? 'a.csv' : 'b', `${name}.problems.csv`],
        ])
        .sort(),
    );
  });
});
