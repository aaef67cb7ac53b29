/** Where a request stands in payment-events. */
export interface Position {
  readonly partition: number;
  readonly offset: bigint;
}

export const printPosition = ({ partition, offset }: Position): string => `${partition}-${offset}`;

/** Reads what `printPosition` wrote; the text's form has been checked. */
export function parsePosition(text: string): Position {
  const [partition, offset] = text.split('-');
  return { partition: Number(partition), offset: BigInt(offset!) };
}
