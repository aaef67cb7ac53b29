/** A name for what several values identify together. */
export const idOf = (...parts: (string | bigint | number | null)[]): string => parts.join(' ');

export function grouped<T>(items: readonly T[], id: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(id(item));
    if (group) group.push(item);
    else groups.set(id(item), [item]);
  }
  return groups;
}
