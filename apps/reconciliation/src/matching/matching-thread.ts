import { parentPort, workerData } from 'node:worker_threads';
import { matchStatement } from './matching';
import type { MatchingInput } from './statement-matching';

// What the thread of `matchInThread` runs. An error ends it, and is the caller's.
parentPort!.postMessage(matchStatement(workerData as MatchingInput));
