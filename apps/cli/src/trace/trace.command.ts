import { Command, Help, Option } from 'nest-commander';
import { ForensicCommand } from '../forensic-command';
import { Installation } from '../installation';
import { Terminal } from '../terminal';
import { subjectOf, type SubjectOptions } from './subject';
import { timelineOf } from './timeline';
import { timelineText } from './timeline-text';
import { trace, type Trace } from './trace';

@Command({
  name: 'trace',
  arguments: '[what]',
  argsDescription: {
    what: 'op_..., je_..., hold_..., the position of a record of payment-events as in 2-981, or with --book a key',
  },
  description: 'what happened to one request, from the topic to the report that covers it',
})
export class TraceCommand extends ForensicCommand {
  constructor(
    private readonly installation: Installation,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--book <id>', description: 'the book of an idempotency key or of --entry' })
  book(id: string): string {
    return id;
  }

  @Option({ flags: '--source <name>', description: 'whose key it is: http unless given, import, scheduler' })
  source(name: string): string {
    return name;
  }

  @Option({ flags: '--entry <number>', description: 'a journal entry by its number in the book' })
  entry(number: string): string {
    return number;
  }

  @Help('after')
  example(): string {
    return '\nExample: pacioli trace walk-4 --book walk';
  }

  override async run([what]: string[], options: SubjectOptions & { json?: boolean }): Promise<void> {
    const subject = subjectOf(what, options);
    const { installation, terminal } = this;
    terminal.sayProgress(() => `looking for ${subject.name}`);
    const snapshot = await installation.snapshot();
    const found = await trace(subject, {
      query: (text, parameters) => snapshot.query(text, parameters),
      paymentEvents: await installation.topic('payment-events'),
      ledgerEvents: await installation.topic('ledger-events'),
      deadLetters: await installation.topic('payment-events.dlq'),
      partitions: installation.partitions,
    });
    if (options.json) await terminal.printJson(found);
    else await terminal.print(this.textOf(found));
  }

  private textOf(found: Trace): string {
    const { colours } = this.terminal;
    const title = `${found.operation ?? 'dead letter'}${found.book === null ? '' : `  book ${found.book}`}`;
    return [
      colours.strong(title),
      ...found.notes.map((note) => colours.bad(note)),
      '',
      timelineText(timelineOf(found), colours),
    ].join('\n');
  }
}
