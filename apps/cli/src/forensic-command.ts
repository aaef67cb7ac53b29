import { CommandRunner, Option } from 'nest-commander';

/** A command of `pacioli`: whatever it is not told to take is refused, and its answer can be had as JSON. */
export abstract class ForensicCommand extends CommandRunner {
  override setCommand(command: Parameters<CommandRunner['setCommand']>[0]): this {
    return super.setCommand(command.allowExcessArguments(false).exitOverride());
  }

  @Option({ flags: '--json', description: 'the answer as JSON' })
  json(): boolean {
    return true;
  }
}
