import { repository } from '@pacioli/stack/config';
import { runCommand, type CommandResult } from '@pacioli/stack/run-command';
import { programOf } from '@pacioli/stack/services';

/** What `pacioli` makes of its arguments, without any server. */
describe('The command line of pacioli', () => {
  const pacioli = (...args: string[]): Promise<CommandResult> => {
    const { DATABASE_URL: _, KAFKA_BROKERS: __, ...env } = process.env;
    return runCommand(process.execPath, [programOf('cli', 'main.js'), ...args], { cwd: repository, env });
  };

  it.each(['trace', 'balance', 'tail', 'topic verify', 'diff', 'breaks'])(
    'explains %s, with an example',
    async (command) => {
      const { code, output } = await pacioli(...command.split(' '), '--help');
      expect([code, output]).toEqual([0, expect.stringContaining(`Usage: pacioli ${command} [options]`)]);
      expect(output).toMatch(/\n *--json +the answer as JSON\n/);
      expect(output).toMatch(new RegExp(`\n(Example:)? +pacioli ${command} `));
    },
  );

  it.each([
    [['trace', 'x', '--bogus'], "unknown option '--bogus'"],
    [['trace', 'x', 'y'], 'too many arguments'],
    [['balance', 'acme'], "missing required argument 'account'"],
    [['balance', 'acme', 'cash', '--effective'], '--effective needs --at'],
    [['tail', 'payments'], '"payments" is no topic: there are payment-events and ledger-events'],
    [['tail', 'payment-events', '--limit', '0'], '--limit takes a number from 1 on, not "0"'],
    [['breaks', 'acme'], 'too many arguments'],
    [['topic'], 'pacioli topic verify'],
    [['mend'], "unknown command 'mend'"],
    [['diff', 'one', 'other'], 'DATABASE_URL'],
  ])('does not run %j', async (args, why) => {
    expect(await pacioli(...args)).toEqual({ code: 2, output: expect.stringContaining(why) as string });
  });
});
