// Preferences in one JSON file, by `conf`, which is also the engine beneath electron-store.
import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import Conf from 'conf';
import type { Preferences } from './preferences.ts';

export type PreferencesFile = Preferences & {
  /** Where an unreadable file was put aside at the start; null when all was well. */
  readonly damagedFile: string | null;
};

const configName = 'preferences';

/** `nowMs`: epoch milliseconds, the suffix of a file that is put aside. */
export function openPreferencesFile({ dir, nowMs }: { readonly dir: string; readonly nowMs: number }): PreferencesFile {
  mkdirSync(dir, { recursive: true });
  const file = path.join(dir, `${configName}.json`);
  try {
    return over(openStore(dir), null);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const damagedFile = `${file}.damaged-${nowMs}`;
    renameSync(file, damagedFile);
    return over(openStore(dir), damagedFile);
  }
}

type Store = Conf;

/** Opening reads the file, so an unreadable one throws here. */
function openStore(dir: string): Store {
  const store: Store = new Conf({
    cwd: dir,
    configName,
    clearInvalidConfig: false,
    accessPropertiesByDotNotation: false,
    configFileMode: 0o600,
  });
  store.has('');
  return store;
}

function over(store: Store, damagedFile: string | null): PreferencesFile {
  return {
    damagedFile,
    read: () => store.store,
    write(values) {
      store.store = { ...values };
    },
  };
}
