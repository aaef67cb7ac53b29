import { CommandRunner, Option } from 'nest-commander';

/** A command that refuses whatever it is not told to take. */
export abstract class StrictCommand extends CommandRunner {
  override setCommand(command: Parameters<CommandRunner['setCommand']>[0]): this {
    return super.setCommand(command.allowExcessArguments(false).exitOverride());
  }
}

/** A command whose answer can be had as JSON. */
export abstract class ForensicCommand extends StrictCommand {
  @Option({ flags: '--json', description: 'the answer as JSON' })
  json(): boolean {
    return true;
  }
}
