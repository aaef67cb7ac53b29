import { momentOf } from '@pacioli/service/command-line/moment';
import { placeOf, type Place } from '@pacioli/service/command-line/place';
import { UsageError } from '@pacioli/service/command-line/usage-error';

/** Where reading a topic begins: at a moment, in milliseconds since 1970, at one record of one partition, or at either end. */
export type From =
  | { readonly kind: 'beginning' | 'end' }
  | { readonly kind: 'moment'; readonly at: number }
  | { readonly kind: 'place'; readonly place: Place };

/** Throws UsageError. */
export function fromOf(text: string, now: Date): From {
  if (text === 'beginning' || text === 'end') return { kind: text };
  const place = placeOf(text);
  if (place !== undefined) return { kind: 'place', place };
  try {
    return { kind: 'moment', at: momentOf(text, now) };
  } catch (error) {
    const forms = 'beginning, end, 14:32, 2026-01-31T14:32:00Z or partition-offset as in 2-981';
    throw new UsageError(`"${text}" is no place to begin at: give ${forms}`, { cause: error });
  }
}
