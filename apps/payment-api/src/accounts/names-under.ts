/**
 * The names that a prefix of whole segments means, in the order of their bytes: `self`, and all from `below` until before
 * `end`. Names such as `assets-old` lie between `assets` and `assets:`, and are not meant. Without a prefix: all names.
 */
export function namesUnder(prefix: string | undefined): { self: string; below: string; end: string } {
  // '~' comes after every character of a name, and ';' next after ':'.
  if (prefix === undefined) return { self: '', below: '', end: '~' };
  return { self: prefix, below: `${prefix}:`, end: `${prefix};` };
}
