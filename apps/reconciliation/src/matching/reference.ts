/** What a bank leaves of a reference that it upper-cases and whose punctuation it drops: letters and digits, without accents. */
const bare = (reference: string): string =>
  reference
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** Of each number in it. They are dropped after the punctuation, since 1-001 may have come back as 1001. */
const withoutLeadingZeros = (reference: string): string => reference.replace(/(?<![0-9])0+(?=[0-9])/g, '');

/** The form in which references are compared: order-0017, ORDER 17 and Order/17 are one. Empty when nothing is left. */
export const normalReference = (reference: string): string => withoutLeadingZeros(bare(reference));

/** The different ones among them in that form, in a fixed order. */
export const normalReferences = (references: readonly string[]): string[] =>
  [...new Set(references.map(normalReference))].filter((reference) => reference !== '').sort();

/**
 * What a statement that keeps so many characters of a reference may show of it, in the form in which references are compared:
 * a bank may cut before it drops punctuation, or after. Nothing when it is not too long.
 */
export function cutReferences(reference: string, length: number): string[] {
  if (reference.length <= length) return [];
  const cuts = [
    normalReference(reference.slice(0, length)),
    withoutLeadingZeros(bare(reference).slice(0, length)),
  ];
  return cuts.filter((cut) => cut !== '' && cut !== normalReference(reference));
}

/** The series that a reference would be of, if its digits were counted up: INV2026A17 and INV2026A18 are of one. */
export const seriesOf = (reference: string): string => reference.replace(/[0-9]+/g, '#');
