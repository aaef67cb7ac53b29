import { repository } from '@pacioli/stack/config';
import { programOf, serviceEnvironment } from '@pacioli/stack/services';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Product } from './product.testing';

export interface Answered {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command of `pacioli` as it begins, on the servers of a product. */
export const startPacioli = (product: Product, ...args: string[]): ChildProcess =>
  spawn(process.execPath, [programOf('cli', 'main.js'), ...args], {
    cwd: repository,
    env: { ...process.env, ...serviceEnvironment('payment-api', product.settings) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Runs a command to its end. */
export async function pacioli(product: Product, ...args: string[]): Promise<Answered> {
  const child = startPacioli(product, ...args);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

/** What a command answers as JSON; throws when it found nothing or could not run. */
export async function pacioliJson<Document>(product: Product, ...args: string[]): Promise<Document> {
  const { code, stdout, stderr } = await pacioli(product, ...args, '--json');
  if (code !== 0) throw new Error(`pacioli ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
  return JSON.parse(stdout) as Document;
}
