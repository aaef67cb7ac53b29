/** A bug that a tired engineer could write. */
export interface PlantedBug {
  /** What goes wrong, as a sentence. */
  readonly breaks: string;
  /** What stands once in the file, and what would stand there instead. */
  readonly before: string;
  readonly after: string;
  /** Why no test can find it, where it is no bug for a reason that lies elsewhere in the code. */
  readonly equivalent?: string;
}

/** By the file in which they are planted, from `libs` on. */
export type PlantedBugs = Readonly<Record<string, readonly PlantedBug[]>>;

/** The text of the file with the bug in it. Throws where the list of bugs has not followed the code. */
export function plant({ breaks, before, after }: PlantedBug, text: string): string {
  const [head, tail, ...more] = text.split(before);
  if (head === undefined || tail === undefined || more.length > 0)
    throw new Error(`"${breaks}" does not stand once in its file any more:\n${before}`);
  return head + after + tail;
}
