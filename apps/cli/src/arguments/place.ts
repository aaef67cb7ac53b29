import { UsageError } from '../command-errors';
import { momentOf } from './moment';

/** Where a record stands in a topic. */
export interface Place {
  readonly partition: number;
  readonly offset: bigint;
}

const PLACE = /^(0|[1-9]\d{0,5})-(0|[1-9]\d{0,17})$/;

/** Partition and offset, as in `2-981`; undefined when the text is none. */
export function placeOf(text: string): Place | undefined {
  const match = PLACE.exec(text);
  return match ? { partition: Number(match[1]), offset: BigInt(match[2]!) } : undefined;
}

export const printPlace = ({ partition, offset }: Place): string => `${partition}-${offset}`;

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
