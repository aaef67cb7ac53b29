/** A text that matches, for where a whole row is expected. Jest's own matcher is of type any. */
export const matching = (pattern: RegExp): string => expect.stringMatching(pattern) as string;
