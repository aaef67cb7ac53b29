import type { Snapshot } from '@pacioli/postgres/snapshot';
import { Command, Help } from 'nest-commander';
import { ForensicCommand } from '../forensic-command';
import { Installation } from '../installation';
import { Terminal } from '../terminal';
import { compareRows, orderOf } from './compare-rows';
import { diffText, type TableDifferences } from './diff-text';
import { booksOf, columnsOf, rowsOf, TABLES, type Table } from './ledger-tables';

const DIFFERENT = 1;
/** One holds the snapshot, the other streams a table. */
const POOL = 2;

@Command({
  name: 'diff',
  arguments: '<first> <second>',
  argsDescription: { first: 'a database with a ledger', second: 'another on the same server' },
  description: 'how two ledgers differ, row by row: the live one, and what was replayed up to a time',
})
export class DiffCommand extends ForensicCommand {
  constructor(
    private readonly installation: Installation,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Help('after')
  example(): string {
    return [
      '',
      'Example: npm run replay -- --into earlier --until 14:32',
      '         pacioli diff earlier pacioli',
      'Exit code 1 when they differ.',
    ].join('\n');
  }

  override async run([first = '', second = '']: string[], options: { json?: boolean }): Promise<void> {
    const snapshots = [await this.open(first), await this.open(second)] as const;
    const order = orderOf(await booksOf(snapshots));
    const tables: TableDifferences[] = [];
    this.terminal.sayProgress(() => `${tables.length} of ${Object.keys(TABLES).length} tables compared`);
    for (const table of Object.keys(TABLES) as Table[]) {
      const columns = await columnsOf(snapshots[0], table);
      const [one, other] = snapshots.map((snapshot) => rowsOf(snapshot, table, columns));
      tables.push({ table, key: TABLES[table], ...(await compareRows(one!, other!, order)) });
    }
    const { terminal } = this;
    if (options.json) await terminal.printJson({ databases: [first, second], tables });
    else await terminal.print(diffText([first, second], tables, terminal.colours));
    if (tables.some(({ differences }) => differences.length > 0)) process.exitCode = DIFFERENT;
  }

  private open(database: string): Promise<Snapshot> {
    const url = Object.assign(new URL(this.installation.config.DATABASE_URL), { pathname: `/${database}` });
    return this.installation.snapshot({ url: url.href, pool: POOL });
  }
}
