import { inMajorUnits } from '@pacioli/contracts/currency';
import { oneLine } from '@pacioli/service/terminal-table';
import { Command, Help, Option } from 'nest-commander';
import { momentOf } from '@pacioli/service/command-line/moment';
import { UsageError } from '@pacioli/service/command-line/usage-error';
import { ForensicCommand } from '../forensic-command';
import { Installation } from '../installation';
import { Terminal } from '../terminal';
import { balanceAt, type BalanceAt, type MadeBy } from './balance-at';

interface BalanceOptions {
  readonly at?: number;
  readonly effective?: boolean;
  readonly json?: boolean;
}

@Command({
  name: 'balance',
  arguments: '<book> <account>',
  argsDescription: { book: 'the id of a book', account: 'the name of an account in it' },
  description: 'the balances of an account, as of a moment',
})
export class BalanceCommand extends ForensicCommand {
  constructor(
    private readonly installation: Installation,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--at <time>', description: 'as of what was recorded by then; now unless given' })
  at(text: string): number {
    return momentOf(text, new Date());
  }

  @Option({
    flags: '--effective',
    description: 'as of what had taken effect by --at, whenever it was recorded',
  })
  effective(): boolean {
    return true;
  }

  @Help('after')
  example(): string {
    return '\nExample: pacioli balance acme-books assets:psp --at 14:32';
  }

  override async run([book = '', account = '']: string[], options: BalanceOptions): Promise<void> {
    const { at = null, effective = false } = options;
    if (effective && at === null) throw new UsageError('--effective needs --at: by when it had taken effect');
    const snapshot = await this.installation.snapshot();
    const found = await balanceAt((text, parameters) => snapshot.query(text, parameters), {
      ...{ book, account, at, effective },
    });
    if (options.json) await this.terminal.printJson(found);
    else await this.terminal.print(textOf(found));
  }
}

function textOf({ book, account, recorded_by, effective_by, made_by: by }: BalanceAt): string {
  const { name, type, currency, status, balances, version, revision = '0' } = account;
  const money = (amount: string) => `${inMajorUnits(BigInt(amount), currency)} ${currency}`;
  const moment =
    effective_by === null
      ? `recorded by ${recorded_by?.toISOString() ?? 'now'}`
      : `in effect by ${effective_by.toISOString()}`;
  return [
    `${name} of book ${book}, ${moment}`,
    '',
    `type       ${type}, ${status.toLowerCase()}`,
    `posted     ${money(balances.posted)}`,
    `pending    ${money(balances.pending)}`,
    `available  ${money(balances.available)}`,
    ...(effective_by === null ? [`version    ${version}, revision ${revision}`, ...madeBy(by)] : []),
  ]
    .map(oneLine)
    .join('\n');
}

const madeBy = (by: MadeBy | null): string[] =>
  by === null
    ? ['made by    no entry yet']
    : [
        `made by    entry ${by.number}, ${by.id}`,
        `           ${by.operation}`,
        `           recorded ${by.recorded_at.toISOString()}, effective ${by.effective_at.toISOString()}`,
      ];
