// Parts of an address that are written with % signs, which need not stand for anything.

export function areDecodable(...parts: readonly string[]): boolean {
  return parts.every((part) => read(part) !== null);
}

/** As it is where it stands for nothing. */
export function decoded(part: string): string {
  return read(part) ?? part;
}

function read(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
