import { renderTable } from '@pacioli/service/terminal-table';
import { runProgram } from '@pacioli/stack/program';
import { Terminal } from '@pacioli/stack/terminal';
import { basename } from 'node:path';
import { ALL_PLANTED_BUGS } from './all-planted-bugs';
import { ScratchCopy } from './scratch-copy';

/** What `npm run mutants` runs: each planted bug by itself, in the files whose names have the argument in them. */
async function main(): Promise<number> {
  const wanted = process.argv[2] ?? '';
  const terminal = new Terminal();
  const copy = new ScratchCopy();
  try {
    const before = await terminal.step('The pure specs, with no bug planted', () => copy.firstFailure());
    if (before !== undefined) throw new Error(`A spec fails with no bug planted: ${before}`);
    const rows: string[][] = [];
    let isSound = true;
    for (const [file, bugs] of Object.entries(ALL_PLANTED_BUGS)) {
      for (const bug of file.includes(wanted) ? bugs : []) {
        const { breaks, equivalent } = bug;
        const found = await terminal.step(breaks, () => copy.findBug(file, bug));
        isSound &&= (found === undefined) === (equivalent !== undefined);
        const missed = equivalent === undefined ? 'NOT FOUND' : `equivalent: ${equivalent}`;
        rows.push([basename(file), breaks, found ?? missed]);
      }
    }
    const columns = ['file', 'planted bug', 'found by'].map((title) => ({ title, align: 'left' }) as const);
    terminal.say(`\n${renderTable(columns, rows)}`);
    return isSound ? 0 : 1;
  } finally {
    copy.close();
  }
}

void runProgram(main, 2);
