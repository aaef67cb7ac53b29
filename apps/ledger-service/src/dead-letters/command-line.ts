import { parseArgs, type ParseArgsConfig } from 'node:util';
import { isDerived } from './redriven-request';

export const USAGE = `npm run dlq -- list [--json]
npm run dlq -- show <partition>/<offset>
npm run dlq -- redrive <partition>/<offset> [--value FILE] [--header NAME=VALUE ...] [--key BOOK]
                    [--after <partition>/<offset>] [--dry-run]
  <partition>/<offset>  where the record stood in payment-events, as list shows it
  --value               a file with the body to be sent in place of the one that was
  --header              a header to be sent, in place of one that was or besides; an empty VALUE takes it away
  --key                 the book to which the request goes
  --after               where an earlier redrive stands that was rejected or left out: this is another attempt
  --dry-run             decides whether it would be sent, and sends nothing`;

/** The command line can not be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Position {
  readonly partition: number;
  readonly offset: bigint;
}

export interface RedriveCommand {
  readonly name: 'redrive';
  readonly place: Position;
  readonly key: string | undefined;
  /** The path of a file. */
  readonly value: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Where an earlier redrive stands. */
  readonly after: Position | undefined;
  readonly dryRun: boolean;
}
export type Command =
  | { readonly name: 'list'; readonly json: boolean }
  | { readonly name: 'show'; readonly place: Position }
  | RedriveCommand;

/** Reads the arguments of the command; throws UsageError. */
export function commandOf([name, ...args]: readonly string[]): Command | 'help' {
  switch (name) {
    case 'list': {
      const { values, positionals } = parsed(args, { json: { type: 'boolean' } });
      if (positionals.length > 0) throw new UsageError(`list takes no ${positionals[0]}`);
      return { name, json: values['json'] === true };
    }
    case 'show':
      return { name, place: placeIn(name, parsed(args, {}).positionals) };
    case 'redrive': {
      const { values, positionals } = parsed(args, {
        ...{ key: { type: 'string' }, value: { type: 'string' }, 'dry-run': { type: 'boolean' } },
        ...{ header: { type: 'string', multiple: true }, after: { type: 'string' } },
      });
      return {
        name,
        place: placeIn(name, positionals),
        key: values['key'] as string | undefined,
        value: values['value'] as string | undefined,
        headers: headersIn((values['header'] ?? []) as string[]),
        after: values['after'] === undefined ? undefined : placeIn('--after', [values['after'] as string]),
        dryRun: values['dry-run'] === true,
      };
    }
    case '--help':
      return 'help';
    case undefined:
      throw new UsageError('There is nothing to do');
    default:
      throw new UsageError(`There is no command ${name}`);
  }
}

function parsed(args: readonly string[], options: NonNullable<ParseArgsConfig['options']>) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function placeIn(command: string, positionals: readonly string[]): Position {
  const [place = ''] = positionals;
  const match = /^(0|[1-9]\d{0,5})\/(0|[1-9]\d{0,17})$/.exec(place);
  if (positionals.length !== 1 || match === null)
    throw new UsageError(`${command} takes one <partition>/<offset>, not "${positionals.join(' ')}"`);
  return { partition: Number(match[1]), offset: BigInt(match[2]!) };
}

function headersIn(given: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const text of given) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw new UsageError(`--header takes NAME=VALUE, not "${text}"`);
    if (isDerived(name))
      throw new UsageError(`The header ${name} follows from the rest and can not be given`);
    if (Object.hasOwn(headers, name)) throw new UsageError(`The header ${name} is given twice`);
    headers[name] = value;
  }
  return headers;
}
