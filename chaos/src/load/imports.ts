import { keyIdOf } from '@pacioli/contracts/operation-id';
import type { Random } from '../random';
import { batchOperations } from './batch';
import { askedUnder, IMPORTS, type WriteRequest } from './request';

const FEWEST = 20;
const MOST = 100;

/** A file of operations under a key; in some there is a line that is none, because of which nothing of it is asked for. */
export function importRequest(random: Random, book: string, key: string): WriteRequest {
  const request = { book, key, path: IMPORTS, type: 'batch.requested.v1', body: '' };
  const { source, key: own } = askedUnder(request);
  const operations: object[] = batchOperations(random, keyIdOf(source, book, own), FEWEST, MOST);
  if (random.chance(0.1)) operations[random.below(operations.length)] = { type: 'transfer', amount: 12 };
  return { ...request, body: operations.map((operation) => `${JSON.stringify(operation)}\n`).join('') };
}
