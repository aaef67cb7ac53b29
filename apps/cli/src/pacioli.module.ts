import { Module } from '@nestjs/common';
import { InjectCommander, type CommandRunner } from 'nest-commander';
import { BalanceCommand } from './balance/balance.command';
import { BreaksCommand } from './breaks/breaks.command';
import { DiffCommand } from './diff/diff.command';
import { Installation } from './installation';
import { TailCommand } from './tail/tail.command';
import { Terminal } from './terminal';
import { TopicCommand } from './topic/topic.command';
import { TraceCommand } from './trace/trace.command';

@Module({
  providers: [
    ...[Installation, Terminal, TraceCommand, BalanceCommand, TailCommand, DiffCommand, BreaksCommand],
    ...TopicCommand.registerWithSubCommands(),
  ],
})
export class PacioliModule {
  constructor(@InjectCommander() root: Parameters<CommandRunner['setCommand']>[0]) {
    root
      .name('pacioli')
      .description('What happened, and what was true at a time. Nothing is ever changed by it.')
      .addHelpText(
        'after',
        '\nnpm run pacioli has two more, which are programs of the services: replay (decides the topic again, into another' +
          '\ndatabase) and export (prints what a book posted).\n\nTimes are UTC: 14:32 (today) or 2026-01-31T14:32:00Z. Each command has its own --help.',
      );
  }
}
