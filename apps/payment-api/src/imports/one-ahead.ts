/** Asks for the next one while the one before it is used, and never for more. */
export async function* oneAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next();
  for (;;) {
    const result = await next;
    if (result.done === true) return;
    next = source.next();
    // Whoever asks for it hears how it failed; if nobody asks any more, nobody has to.
    next.catch(() => undefined);
    yield result.value;
  }
}
