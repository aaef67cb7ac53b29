/** Which methods each route knows, for requests that meet none. */
export class Routes {
  private readonly methods = new Map<string, Set<string>>();

  /** `pattern` is Fastify's: `/v1/books/:book`. */
  add(pattern: string, methods: string | string[]): void {
    const known = this.methods.get(pattern) ?? new Set();
    this.methods.set(pattern, known);
    for (const method of [methods].flat()) known.add(method);
  }

  /** The methods that a path answers to; none when there is no such path. */
  allowed(path: string): string[] {
    const found = [...this.methods].filter(([pattern]) => matches(pattern.split('/'), path.split('/')));
    return [...new Set(found.flatMap(([, methods]) => [...methods]))].sort();
  }
}

function matches(pattern: string[], path: string[]): boolean {
  if (pattern.at(-1) === '*') {
    return path.length >= pattern.length && matches(pattern.slice(0, -1), path.slice(0, pattern.length - 1));
  }
  return (
    pattern.length === path.length &&
    pattern.every((segment, at) => (segment.startsWith(':') ? path[at] !== '' : segment === path[at]))
  );
}
