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
