// Finds variables that nothing reads, and the name that was probably meant.
import { settingsSay as say } from '../words/commands/settings.ts';

/**
 * Warnings for the operator. Of a file, which was written for this server, every unknown name is told; of the environment, where
 * other programs have theirs, only what is nearly one of ours.
 */
export function warnOfNames(
  known: readonly string[],
  given: { readonly inFile: readonly string[]; readonly inEnvironment: readonly string[] },
): readonly string[] {
  const isKnown = new Set([...known, ...appNames, ...systemNames, ...ollamaNames, ...awsNames]);
  const inFile = new Set(given.inFile);
  const told = (name: string, find: typeof nearest): string | null => {
    const meant = find(name, [...known, ...appNames]);
    return meant === null ? null : say.meant(name, meant);
  };
  return [
    ...given.inFile.filter((name) => !isKnown.has(name)).map((name) => told(name, nearestOfAll) ?? say.unknown(name)),
    ...given.inFile.filter((name) => appNames.includes(name)).map(say.ofTheApp),
    ...given.inEnvironment
      .filter((name) => !isKnown.has(name) && !inFile.has(name))
      .flatMap((name) => told(name, nearest) ?? []),
  ];
}

/** Read by the app and npm start. */
const appNames: readonly string[] = [
  'TALLYSTICK_SERVER',
  'TALLYSTICK_PORT',
  'TALLYSTICK_SHELL',
  'TALLYSTICK_DATA_DIR',
  'TALLYSTICK_KEYCHAIN',
  'TALLYSTICK_KEYCHAIN_SERVICE',
  'OLLAMA_HOST',
  'OFFLINE_GRACE',
];

/** Read by Node and what it stands on. */
const systemNames: readonly string[] = ['TZ', 'LANG', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'NO_COLOR'];

/** Ollama's own, which differ from a setting by one letter. */
const ollamaNames: readonly string[] = ['OLLAMA_MODELS'];

/** Where AWS's own tools look for credentials. */
const awsNames: readonly string[] = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
];

/** One letter in five may differ. Short names are too much like those of other programs. */
function nearest(name: string, known: readonly string[]): string | null {
  return closest(name, known, (one) => (one.length < 7 ? 0 : Math.min(3, Math.floor(one.length / 5))));
}

/** One letter in four, or one word. */
function nearestOfAll(name: string, known: readonly string[]): string | null {
  const words = wordsOf(name);
  const within = (some: readonly string[], more: readonly string[]) =>
    some.length > 1 && more.length === some.length + 1 && some.every((word) => more.includes(word));
  return (
    closest(name, known, (one) => Math.max(1, Math.min(3, Math.floor(one.length / 4)))) ??
    known.find((one) => within(words, wordsOf(one)) || within(wordsOf(one), words)) ??
    null
  );
}

function closest(name: string, known: readonly string[], toleranceOf: (one: string) => number): string | null {
  const near = known
    .filter((one) => toleranceOf(one) > 0)
    .map((one) => ({ one, distance: isReordered(name, one) ? 0 : distanceOf(name.toUpperCase(), one) }))
    .filter(({ one, distance }) => distance <= toleranceOf(one))
    .sort((left, right) => left.distance - right.distance);
  return near[0]?.one ?? null;
}

/** The same words in any order and case, with anything between them. */
function isReordered(left: string, right: string): boolean {
  return wordsOf(left).toSorted().join('_') === wordsOf(right).toSorted().join('_');
}

function wordsOf(name: string): readonly string[] {
  return name.toUpperCase().split(/[^A-Z0-9]+/);
}

/** Letters to put in, leave out, exchange or swap with their neighbour. */
function distanceOf(left: string, right: string): number {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, at) => at)];
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= left.length; row += 1) {
    const line = [row];
    rows.push(line);
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left[row - 1] === right[column - 1];
      const isSwapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      line.push(
        Math.min(
          cell(row - 1, column) + 1,
          cell(row, column - 1) + 1,
          cell(row - 1, column - 1) + (isSame ? 0 : 1),
          isSwapped ? cell(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return cell(left.length, right.length);
}
