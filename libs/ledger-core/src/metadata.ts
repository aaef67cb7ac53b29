type Metadata = Readonly<Record<string, string>>;

/** Its pairs in the order of their keys' UTF-16 units, since a stored object keeps no order. */
export const metadataPairs = (metadata: Metadata): [key: string, value: string][] =>
  Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));

/** The same text, whether it comes from an event, from memory or from the database. */
export const inKeyOrder = (metadata: Metadata): Record<string, string> =>
  Object.fromEntries(metadataPairs(metadata));
