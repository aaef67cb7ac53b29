import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { Help, SubCommand } from 'nest-commander';
import { topicOf } from '../arguments/topic-name';
import { ForensicCommand } from '../forensic-command';
import { Installation, type TopicName } from '../installation';
import { Terminal } from '../terminal';
import { LedgerEventInspector } from './ledger-event-inspector';
import { PaymentEventInspector } from './payment-event-inspector';
import { verifyPartition, type Inspector, type VerifiedPartition } from './verify-partition';
import { verifiedTable } from './verified-table';

const SOMETHING_IS_WRONG = 1;

@SubCommand({
  name: 'verify',
  arguments: '[topic]',
  argsDescription: { topic: 'payment-events or ledger-events; both unless given' },
  description: 'reads every record of a topic, and says what is wrong with it',
})
export class VerifyCommand extends ForensicCommand {
  constructor(
    private readonly installation: Installation,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Help('after')
  example(): string {
    return '\nExample: pacioli topic verify payment-events\nExit code 1 when anything is wrong.';
  }

  override async run([name]: string[], options: { json?: boolean }): Promise<void> {
    const names = name === undefined ? (['payment-events', 'ledger-events'] as const) : [topicOf(name)];
    const reports: { topic: string; partitions: VerifiedPartition[] }[] = [];
    for (const one of names) {
      const topic = await this.installation.topic(one);
      reports.push({ topic: topic.topic, partitions: await this.verify(one, topic) });
    }
    if (options.json) await this.terminal.printJson(reports);
    else
      for (const { topic, partitions } of reports)
        await this.terminal.print(`${verifiedTable(topic, partitions, this.terminal.colours)}\n`);
    if (reports.some(({ partitions }) => partitions.some((one) => one.finding_count > 0)))
      process.exitCode = SOMETHING_IS_WRONG;
  }

  private async verify(name: TopicName, topic: TopicReader): Promise<VerifiedPartition[]> {
    const ends = new Map<number, { from: bigint; to: bigint }>();
    for (const partition of topic.partitions()) {
      const { earliest: from, lastStable: to } = await topic.range(partition);
      ends.set(partition, { from, to });
    }
    const inspectorOf = await this.inspectors(name);
    let read = 0;
    this.terminal.sayProgress(() => `${topic.topic}: ${read.toLocaleString('en-GB')} records read`);
    const { signal } = this.terminal;
    const verified: VerifiedPartition[] = [];
    for (const [partition, range] of ends) {
      const inspector = await inspectorOf(partition);
      const onRecords = (count: number) => (read += count);
      verified.push(await verifyPartition(topic, { partition, ...range }, inspector, { signal, onRecords }));
    }
    return verified;
  }

  private async inspectors(name: TopicName): Promise<(partition: number) => Promise<Inspector>> {
    const { installation } = this;
    const { partitions } = installation;
    if (name === 'payment-events') return async () => new PaymentEventInspector(partitions);
    const snapshot = await installation.snapshot({ pool: 1 + partitions });
    return (partition) => LedgerEventInspector.of(snapshot, partition, partitions);
  }
}
