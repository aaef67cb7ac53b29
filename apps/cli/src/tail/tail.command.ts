import { partitionOf } from '@pacioli/contracts/topics';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { Command, Help, Option } from 'nest-commander';
import { UsageError } from '@pacioli/service/command-line/usage-error';
import { fromOf, type From } from '../arguments/from';
import { topicOf } from '../arguments/topic-name';
import { ForensicCommand } from '../forensic-command';
import { Installation } from '../installation';
import { jsonOf, Terminal } from '../terminal';
import { isWanted, type Filter } from './filter';
import { recordDocument, recordLine } from './record-text';
import { followed, merged, partsFrom } from './tail';

interface TailOptions extends Filter {
  readonly from?: From;
  readonly follow?: boolean;
  readonly limit?: number;
  readonly json?: boolean;
}

@Command({
  name: 'tail',
  arguments: '<topic>',
  argsDescription: { topic: 'payment-events or ledger-events' },
  description: 'committed records of a topic, a line each, without a group',
})
export class TailCommand extends ForensicCommand {
  constructor(
    private readonly installation: Installation,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({
    flags: '--from <place>',
    description: 'a time, partition-offset, beginning (unless given) or end (unless given, with --follow)',
  })
  from(text: string): From {
    return fromOf(text, new Date());
  }

  @Option({ flags: '--book <id>', description: 'of this book alone, whose partition alone is read' })
  book(id: string): string {
    return id;
  }

  @Option({ flags: '--type <type>', description: 'of this type, as transfer.requested.v1 or transfer' })
  type(type: string): string {
    return type;
  }

  @Option({
    flags: '--key <key>',
    description: 'of this idempotency key; of ledger-events, keys of clients alone',
  })
  key(key: string): string {
    return key;
  }

  @Option({ flags: '--operation <id>', description: 'of this operation' })
  operation(id: string): string {
    return id;
  }

  @Option({ flags: '--follow', description: 'go on with what comes, until Ctrl-C' })
  follow(): boolean {
    return true;
  }

  @Option({ flags: '--limit <n>', description: 'end after so many' })
  limit(text: string): number {
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`--limit takes a number from 1 on, not "${text}"`);
    return Number(text);
  }

  @Help('after')
  example(): string {
    return '\nExample: pacioli tail payment-events --from 14:32 --book acme-books --type transfer';
  }

  override async run([name = '']: string[], options: TailOptions): Promise<void> {
    const { installation, terminal } = this;
    const topic = await installation.topic(topicOf(name));
    let shown = 0;
    for await (const record of this.records(topic, options)) {
      if (terminal.signal.aborted) return;
      if (!isWanted(record, options)) continue;
      await terminal.print(options.json ? jsonOf(recordDocument(topic.topic, record)) : recordLine(record));
      shown += 1;
      if (shown === options.limit) return;
    }
  }

  private async *records(topic: TopicReader, options: TailOptions): AsyncGenerator<TopicRecord> {
    const { follow = false, book } = options;
    const from = options.from ?? { kind: follow ? 'end' : 'beginning' };
    const partitions =
      book === undefined ? topic.partitions() : [partitionOf(book, this.installation.partitions)];
    const parts = await partsFrom(topic, from, partitions);
    yield* merged(topic, parts);
    if (!follow) return;
    const { signal } = this.terminal;
    const onTrouble = ({ message }: Error) => this.terminal.say(`${message}; trying again`);
    yield* followed(topic, parts, { signal, onTrouble });
  }
}
