// Takes secret values out of what somebody says who was given them: some repeat what they were sent. Pure.

/** Shorter pieces would be found in ordinary words. */
const pieceMin = 6;

export function withheld(text: string, values: Readonly<Record<string, string>>): string {
  return secretsOf(values).reduce(without, text);
}

/** The whole values, and what follows a scheme such as "Bearer", the longest first. */
function secretsOf(values: Readonly<Record<string, string>>): readonly string[] {
  const pieces = Object.values(values).flatMap((value) => [value, ...value.split(/[\s,;=]+/)]);
  return [...new Set(pieces)].filter((piece) => piece.length >= pieceMin).toSorted((a, b) => b.length - a.length);
}

/** Also its beginning at the end of a text that was cut. */
function without(text: string, secret: string): string {
  const rest = text.replaceAll(secret, '…');
  for (let length = secret.length - 1; length >= pieceMin; length -= 1)
    if (rest.endsWith(secret.slice(0, length))) return `${rest.slice(0, -length)}…`;
  return rest;
}
