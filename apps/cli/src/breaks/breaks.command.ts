import { badStatements } from '@pacioli/ledger-db/bad-statements';
import { agingOf, oldestBreaks, sourcesOfBreaks } from '@pacioli/ledger-db/open-breaks';
import type { Query } from '@pacioli/ledger-db/ledger-state';
import { Command, Help, Option } from 'nest-commander';
import { ForensicCommand } from '../forensic-command';
import { Installation } from '../installation';
import { NotFound } from '../not-found';
import { Terminal } from '../terminal';
import { breaksText, type BreaksNow } from './breaks-text';

/** So many breaks are listed, of a book and in all. */
const MOST = { ofBook: 20, inAll: 200 };
const MOST_BAD_STATEMENTS = { ofSource: 5, inAll: 200 };

interface BreaksOptions {
  readonly book?: string;
  readonly json?: boolean;
}

@Command({
  name: 'breaks',
  description: 'what is open between the ledger and the statements of banks and providers, by age',
})
export class BreaksCommand extends ForensicCommand {
  constructor(
    private readonly installation: Installation,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--book <id>', description: 'of one book; of all unless given' })
  book(text: string): string {
    return text;
  }

  @Help('after')
  example(): string {
    return '\nExample: pacioli breaks --book acme-books';
  }

  override async run(_: string[], { book, json = false }: BreaksOptions): Promise<void> {
    const snapshot = await this.installation.snapshot();
    const query: Query = (text, parameters) => snapshot.query(text, parameters);
    if (book !== undefined && (await query('select from book where id = $1', [book])).length === 0)
      throw new NotFound(`There is no book ${book} in the ledger.`);
    const asked = book === undefined ? {} : { book };
    const found: BreaksNow = {
      sources: await sourcesOfBreaks(query, asked),
      aging: await agingOf(query, asked),
      oldest: await oldestBreaks(query, asked, MOST),
      bad_statements: await badStatements(query, asked, MOST_BAD_STATEMENTS),
    };
    if (json) await this.terminal.printJson(found);
    else await this.terminal.print(breaksText(found, this.terminal.colours));
  }
}
