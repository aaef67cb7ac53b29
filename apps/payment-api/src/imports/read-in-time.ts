/** Passes on what is said, as NDJSON, and gives up on whoever does not come for more within so many milliseconds. */
export async function* readInTime(
  said: AsyncGenerator<object>,
  giveUp: () => void,
  withinMs: number,
): AsyncGenerator<string> {
  for await (const line of said) {
    const unread = setTimeout(giveUp, withinMs);
    try {
      yield `${JSON.stringify(line)}\n`;
    } finally {
      clearTimeout(unread);
    }
  }
}
