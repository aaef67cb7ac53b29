import { isUtf8 } from 'node:buffer';
import { BatchRequest, type BatchOperation } from '@pacioli/contracts/batch';
import type { ProblemField } from '@pacioli/contracts/problem';
import { checkerOf } from '@pacioli/contracts/schema';

/** A line that asks for something has the form of an operation of a batch. */
const check = checkerOf(BatchRequest);
const WITHIN = '/operations/0';

/** Any way to write the name that is refused, with escapes or without. */
const MAY_REACH_FOR_A_PROTOTYPE = /__proto__|\\u00/i;

class ReachesForAPrototype extends Error {}

/** Reads a line; what is wrong with it, with pointers into it, when it is no operation. */
export function readOperation(line: Buffer): { operation: BatchOperation } | { errors: ProblemField[] } {
  let operation: unknown;
  try {
    operation = parse(line);
  } catch {
    return { errors: [{ pointer: '', detail: 'is not one JSON value in UTF-8, or has a field __proto__' }] };
  }
  const errors = check({ operations: [operation] });
  if (errors.length === 0) return { operation: operation as BatchOperation };
  return { errors: errors.map(({ pointer, detail }) => ({ pointer: pointer.slice(WITHIN.length), detail })) };
}

/** As bodies are read: bytes that are not UTF-8, or a field __proto__, must not pass. */
function parse(line: Buffer): unknown {
  if (!isUtf8(line)) throw new SyntaxError('not UTF-8');
  const text = line.toString('utf8');
  return MAY_REACH_FOR_A_PROTOTYPE.test(text) ? JSON.parse(text, refusePrototype) : JSON.parse(text);
}

function refusePrototype(name: string, value: unknown): unknown {
  if (name === '__proto__') throw new ReachesForAPrototype();
  return value;
}
