/** A name for what several values identify together. */
export const idOf = (...parts: (string | bigint | number | null)[]): string => parts.join(' ');
