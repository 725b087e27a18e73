// Variables of the environment whose names begin like ours but that nobody reads, and the one that was probably meant.

const prefix = 'TALLYSTICK_';

/** Read by the app, by npm start, and by the tests of both. */
const known: readonly string[] = [
  'TALLYSTICK_SERVER',
  'TALLYSTICK_PORT',
  'TALLYSTICK_SHELL',
  'TALLYSTICK_DATA_DIR',
  'TALLYSTICK_KEYCHAIN',
  'TALLYSTICK_KEYCHAIN_SERVICE',
  'TALLYSTICK_PICTURE_HOSTS',
  'TALLYSTICK_CORE_NODE',
  'TALLYSTICK_READY_FD',
  'TALLYSTICK_ELECTRON',
  'TALLYSTICK_CACHE',
  'TALLYSTICK_CHROMIUM',
  'TALLYSTICK_FAILPOINT',
  'TALLYSTICK_TEST_OUTCOMES',
  'TALLYSTICK_TEST_REPORT',
];

export type UnknownSetting = { readonly name: string; readonly meant: string | null };

export function unknownSettings(env: Readonly<Record<string, string | undefined>>): readonly UnknownSetting[] {
  return Object.keys(env)
    .filter((name) => name.toUpperCase().startsWith(prefix) && !known.includes(name))
    .toSorted()
    .map((name) => ({ name, meant: nearest(name.toUpperCase()) }));
}

/** One letter in three of what follows the prefix may differ, or letters may have changed places. */
function nearest(name: string): string | null {
  const [best] = known
    .map((one) => ({
      one,
      distance: hasSameLetters(name, one) ? 0 : distanceOf(name.slice(prefix.length), one.slice(prefix.length)),
    }))
    .filter(({ one, distance }) => distance <= (one.length - prefix.length) / 3)
    .toSorted((left, right) => left.distance - right.distance);
  return best?.one ?? null;
}

function hasSameLetters(left: string, right: string): boolean {
  return left.split('').toSorted().join('') === right.split('').toSorted().join('');
}

/** Letters to put in, leave out or exchange. */
function distanceOf(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (const [at, letter] of left.split('').entries()) {
    const next = [at + 1];
    for (const [column, other] of right.split('').entries()) {
      const exchanged = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(exchanged, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
