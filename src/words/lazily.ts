// Makes a thing at its first use. A format or a set of plural rules takes about a millisecond, and a page needs few of them to start.

export function lazily<T>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}
