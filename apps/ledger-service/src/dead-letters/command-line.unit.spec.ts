import { commandOf, UsageError } from './command-line';

const PLACE = { partition: 2, offset: 981n };

describe('The arguments of the command for dead letters', () => {
  it.each([
    [['--help'], 'help'],
    [['list'], { name: 'list', json: false }],
    [['list', '--json'], { name: 'list', json: true }],
    [['show', '2/981'], { name: 'show', place: PLACE }],
    [
      ['redrive', '2/981'],
      {
        name: 'redrive',
        place: PLACE,
        key: undefined,
        value: undefined,
        headers: {},
        after: undefined,
        dryRun: false,
      },
    ],
    [
      [
        ...['redrive', '--key', 'acme', '--value', 'body.json', '2/981', '--dry-run'],
        ...['--header', 'ce_source=http', '--header', 'traceparent=', '--header', 'x=a=b', '--after', '0/10'],
      ],
      {
        ...{ name: 'redrive', place: PLACE, key: 'acme', value: 'body.json', dryRun: true },
        after: { partition: 0, offset: 10n },
        headers: { ce_source: 'http', traceparent: '', x: 'a=b' },
      },
    ],
  ])('are read: %j', (args, command) => {
    expect(commandOf(args)).toEqual(command);
  });

  it.each([
    [[], /nothing to do/],
    [['drop'], /There is no command drop/],
    [['list', '2/981'], /list takes no 2\/981/],
    [['list', '--dry-run'], /--dry-run/],
    [['show'], /show takes one <partition>\/<offset>/],
    [['show', '2-981'], /not "2-981"/],
    [['show', '2/981', '2/982'], /not "2\/981 2\/982"/],
    [['redrive', '02/1'], /not "02\/1"/],
    [['redrive', '2/981', '--value'], /--value/],
    [['redrive', '2/981', '--after', 'first'], /--after takes one <partition>\/<offset>, not "first"/],
    [['redrive', '2/981', '--header', 'dlq_redrive_after=1/1'], /dlq_redrive_after follows from the rest/],
    [['redrive', '2/981', '--header', 'ce_source'], /NAME=VALUE, not "ce_source"/],
    [['redrive', '2/981', '--header', '=http'], /NAME=VALUE, not "=http"/],
    [['redrive', '2/981', '--header', 'x=1', '--header', 'x=2'], /x is given twice/],
    [['redrive', '2/981', '--header', 'ce_id=op_1'], /ce_id follows from the rest/],
    [['redrive', '2/981', '--header', 'ce_rules=2'], /ce_rules follows from the rest/],
    [['redrive', '2/981', '--header', 'dlq_redrive_of=1/1'], /dlq_redrive_of follows from the rest/],
  ])('are refused: %j', (args, message) => {
    expect(() => commandOf(args)).toThrow(UsageError);
    expect(() => commandOf(args)).toThrow(message);
  });
});
