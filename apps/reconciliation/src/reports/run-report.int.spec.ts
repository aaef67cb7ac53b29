import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '@pacioli/service/log';
import { register } from 'prom-client';
import { ReconciliationStand } from '../proof/reconciliation-stand.testing';
import { SoundBook } from '../proof/sound-book.testing';
import { reportHtml } from './report-html';
import { ReportFolder } from './report-folder';
import { dataOf, lookedAt } from './run-report';
import { readRunReport } from './run-report-store';

describe('The report of a stored run', () => {
  const stand = new ReconciliationStand();
  const acme = new SoundBook('acme');
  const zeta = new SoundBook('zeta');
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reports-'));
    await stand.open();
    await stand.publish(0, acme.records);
    await stand.publish(1, zeta.records);
    await stand.decide();
  });
  afterEach(() => stand.restore());
  afterAll(async () => {
    await stand.close();
    await rm(folder, { recursive: true });
  });

  const reportOf = async (id: string) => (await readRunReport(stand.reconciler, id))!;
  const tamper = () =>
    stand.admin.query(`update posting set amount = 21 where (book, account, version) = ('acme', 1, 2)`);
  const folderAt = (name: string) =>
    new ReportFolder(stand.reconciler, join(folder, name), createLog('test', 'silent'));

  it('says what the run said, and where the ledger stood', async () => {
    const run = await stand.run('full');
    const report = await reportOf(run.id);
    expect(report.run).toEqual(run);
    const outcomes = await stand.admin.query<{ book: string; decision: string; hash: string }[]>(
      `select distinct on (book) book, outcome.decision::text as decision, encode(hash, 'hex') as hash from outcome
        where book in ('acme', 'zeta') order by book, outcome.decision desc`,
    );
    expect(report.books).toEqual(outcomes);
    const fences = await stand.admin.query<{ last: unknown }[]>(
      `select json_build_object('offset', last_offset::text, 'hash', encode(last_hash, 'hex')) as last from fence order by partition`,
    );
    expect(report.partitions.map(({ last }) => last)).toEqual(fences.map(({ last }) => last));
    expect(lookedAt(report)).toMatchObject({ decisions: 22n, postings: 20n });
    expect(report.recorded_from).toBeNull();
  });

  it('proves a book with problems only up to where the run began', async () => {
    await tamper();
    const { books } = await reportOf((await stand.run('full')).id);
    expect(books[0]).toEqual({ book: 'acme', decision: '0', hash: null });
    expect(books[1]).toMatchObject({ book: 'zeta', decision: '11' });
  });

  it('counts the runs of each of thirty days up to it, and their problems', async () => {
    const { days: before } = await reportOf((await stand.run('full')).id);
    await tamper();
    const { days, run } = await reportOf((await stand.run('full')).id);
    expect(days).toHaveLength(30);
    const [last] = days.slice(-1);
    expect(last!.day).toBe(run.started_at.slice(0, 10));
    const problems = run.reports
      .flatMap(({ checks }) => checks)
      .reduce((sum, check) => sum + check.problem_count, 0);
    expect(last!.most_problems).toBeGreaterThanOrEqual(problems);
    // The day may have turned between the two.
    const ranOn = (all: typeof days) => all.reduce((sum, { runs }) => sum + runs, 0);
    const failedOn = (all: typeof days) => all.reduce((sum, { failed_runs }) => sum + failed_runs, 0);
    expect(ranOn(days)).toBe(ranOn(before) + 1);
    expect(failedOn(days)).toBe(failedOn(before) + 1);
  });

  it('is the same, byte for byte, after other runs', async () => {
    const { id } = await stand.run('full');
    const [first, page] = [await reportOf(id), reportHtml(await reportOf(id))];
    await tamper();
    await stand.run('full');
    expect(dataOf(await reportOf(id))).toEqual(dataOf(first));
    expect(reportHtml(await reportOf(id))).toBe(page);
  });

  it('is none where there is no such run', async () => {
    expect(await readRunReport(stand.reconciler, 'run_none')).toBeUndefined();
  });

  it('is left in the folder after runs of everything, and after runs with problems', async () => {
    const reports = folderAt('kept');
    expect(reports.state).toBe('none written yet');
    const full = await stand.run('full');
    await reports.leave(full);
    await reports.leave(await stand.run('incremental'));
    expect(reports.state).toBe('written');
    await tamper();
    await stand.run('full');
    // What is wrong is looked at again by every run.
    const failed = await stand.run('incremental');
    expect(failed.status).toBe('failed');
    await reports.leave(failed);
    const pages = (await readdir(join(folder, 'kept'))).filter((name) => name.endsWith('.html'));
    expect(pages.map((name) => name.slice('2026-11-22T02-30-00Z-'.length, -'.html'.length)).sort()).toEqual(
      [full.id, failed.id].sort(),
    );
    const mine = pages.find((name) => name.includes(full.id))!;
    expect(await readFile(join(folder, 'kept', mine), 'utf8')).toBe(reportHtml(await reportOf(full.id)));
  });

  it('that can not be written is counted and said, and the run stays stored', async () => {
    await writeFile(join(folder, 'occupied'), '');
    const reports = folderAt('occupied');
    const failures = async () =>
      (await register.getSingleMetric('reconciliation_report_files_total')!.get()).values.find(
        ({ labels }) => labels['result'] === 'failed',
      )?.value ?? 0;
    const before = await failures();
    const run = await stand.run('full');
    await reports.leave(run);
    expect(await failures()).toBe(before + 1);
    expect(reports.state).toMatch(/^not written: .*occupied/);
    expect((await reportOf(run.id)).run).toEqual(run);
  });

  it('is not written where no folder is named', async () => {
    const reports = new ReportFolder(stand.reconciler, undefined, createLog('test', 'silent'));
    await reports.leave(await stand.run('full'));
    expect(reports.state).toBe('not asked for');
  });
});
