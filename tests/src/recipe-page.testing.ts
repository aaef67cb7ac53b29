import type { AccountRequest, AccountType } from '@pacioli/contracts/account';

export type Json = string | number | boolean | null | Json[] | { [field: string]: Json };

/** A request as a page shows it, and as much of its answer as the page shows. */
export interface Exchange {
  readonly method: string;
  /** Below the book. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As it is written; empty for a read. */
  readonly body: string;
  readonly status: number;
  readonly answer: Json;
}

/** What stands between two fences: an exchange, or T-accounts of the accounts that are named behind the fence. */
export type Block =
  | { readonly kind: 'exchange'; readonly exchange: Exchange; readonly isAwaited: boolean }
  | { readonly kind: 't-accounts'; readonly names: readonly string[] };

const FENCE = /^```(http|text)(?: (.+))?\n([^]*?)^```$/m;
/** Of what is printed in one line. */
const LONGEST_VALUE = 80;

/** The top heading. */
export function headingOf(page: string): string {
  const [, heading] = /^# (.+)$/m.exec(page) ?? [];
  if (heading === undefined) throw new Error('A recipe begins with a heading.');
  return heading;
}

/** The accounts of the page's first table: `| name | type | currency | lowest balance | ... |`. */
export function accountsOf(page: string): AccountRequest[] {
  const rows = [...page.matchAll(/^\| `([^`]+)` +\| (\w+) +\| ([A-Z]{3}) +\| (\S+) +\|/gm)];
  return rows.map(([, name, type, currency, lowest]) => ({
    ...{ name: name!, type: type as AccountType, currency: currency! },
    min_balance: lowest === 'none' ? null : lowest!,
  }));
}

/**
 * The page with what is in its blocks now, found by `renew` in the order of the page. Where a block's renewal has another
 * id than the block, the rest of the page has it, too: a new page can be written with any words for ids.
 */
export async function renewed(page: string, renew: (block: Block) => Promise<string>): Promise<string> {
  let [done, rest] = ['', page];
  for (let found = FENCE.exec(rest); found !== null; found = FENCE.exec(rest)) {
    const [whole, language, info, content] = found as unknown as [string, string, string | undefined, string];
    const block = blockOf(language, info, content);
    const now = block === undefined ? content : `${await renew(block)}\n`;
    const fence = info === undefined ? language : `${language} ${info}`;
    done += `${rest.slice(0, found.index)}\`\`\`${fence}\n${now}\`\`\``;
    rest = rest.slice(found.index + whole.length);
    const ids = idsIn(now);
    for (const [at, id] of idsIn(content).entries()) rest = rest.replaceAll(id, ids[at] ?? id);
  }
  return done + rest;
}

function blockOf(language: string, info: string | undefined, content: string): Block | undefined {
  if (language === 'http')
    return { kind: 'exchange', exchange: parseExchange(content), isAwaited: info === 'until' };
  return info === undefined ? undefined : { kind: 't-accounts', names: info.split(' ') };
}

/** Ids, as answers show them. */
const idsIn = (content: string): string[] => [...content.matchAll(/"id": "([^"]+)"/g)].map(([, id]) => id!);

/** Three paragraphs, or two where there is no body: request line and headers, the body, status and answer. */
export function parseExchange(content: string): Exchange {
  const paragraphs = content.trimEnd().split('\n\n');
  const [head, body] = [paragraphs[0]!, paragraphs.slice(1, -1).join('\n\n')];
  const [line, ...headers] = head.split('\n');
  const [, method, path] = /^(GET|POST|PATCH) (\/\S+)$/.exec(line!) ?? [];
  const [, status, answer] = /^(\d{3}) ([^]+)$/.exec(paragraphs.at(-1)!) ?? [];
  if (path === undefined || answer === undefined) throw new Error(`No request and answer:\n${content}`);
  return {
    ...{ method: method!, path, body, status: Number(status), answer: JSON.parse(answer) as Json },
    headers: Object.fromEntries(headers.map((header) => header.split(': ') as [string, string])),
  };
}

/** The exchange as a page shows it. */
export function printExchange({ method, path, headers, body, status, answer }: Exchange): string {
  const head = [`${method} ${path}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  return [head.join('\n'), ...(body === '' ? [] : [body]), `${status} ${print(answer)}`].join('\n\n');
}

/** JSON in as few lines as can be read. */
function print(value: Json, indent = ''): string {
  const short = inOneLine(value);
  if (!(value instanceof Object) || short.length <= LONGEST_VALUE) return short;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => print(item, inner))
    : Object.entries(value).map(([field, part]) => `${JSON.stringify(field)}: ${print(part, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

function inOneLine(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([field, part]) => `${JSON.stringify(field)}: ${inOneLine(part)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** Of an answer the fields that a page shows; those that it has not are left out. */
export function shownOf(shown: Json, answered: Json | undefined): Json {
  if (answered === undefined || answered === null) return answered ?? null;
  if (Array.isArray(shown) && Array.isArray(answered))
    return shown.map((item, at) => shownOf(item, answered[at]));
  if (isObject(shown) && isObject(answered))
    return Object.fromEntries(
      Object.keys(shown)
        .filter((field) => field in answered)
        .map((field) => [field, shownOf(shown[field]!, answered[field])]),
    );
  return answered;
}

const isObject = (value: Json): value is { [field: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
