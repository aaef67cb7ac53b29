const MOST_CHARACTERS = 100;
const MOST_NAMES = 30;

/** What was found, for a sentence: at most 100 characters of it, in quotes and with whatever can not be seen spelled out. */
export function quotation(found: string): string {
  // A character is two units of UTF-16 at most, so more than that need not be taken apart.
  const characters = Array.from(found.slice(0, 2 * MOST_CHARACTERS + 2));
  const isCut = characters.length > MOST_CHARACTERS;
  return JSON.stringify(characters.slice(0, MOST_CHARACTERS).join('') + (isCut ? '…' : ''));
}

/** The same of names, of which there can be many. */
export function quotationOfNames(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).map(quotation).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
