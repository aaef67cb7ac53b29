import { MOST_BATCH_BYTES } from '@pacioli/contracts/batch';
import type { ServerSettings } from '@pacioli/service/http/server';
import { NDJSON } from './ndjson';

/** Which routes of this API take other bodies than the rest. */
export const SERVER_SETTINGS: ServerSettings = {
  // A batch of 10,000 transfers has some 1.5 MB.
  bodyLimits: { '/v1/books/:book/batches': MOST_BATCH_BYTES },
  streamed: { pattern: '/v1/books/:book/imports', mediaType: NDJSON },
};
