import { Command } from 'nest-commander';
import { UsageError } from '@pacioli/service/command-line/usage-error';
import { StrictCommand } from '../forensic-command';
import { VerifyCommand } from './verify.command';

@Command({
  name: 'topic',
  description: 'what a topic holds',
  subCommands: [VerifyCommand],
})
export class TopicCommand extends StrictCommand {
  override async run(): Promise<void> {
    throw new UsageError('Say what about the topic: pacioli topic verify');
  }
}
