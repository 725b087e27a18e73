// Preferences in one JSON file. Two programs of one engine write it: `electron-store` in the desktop app, `conf` in the browser shell.
import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import Conf from 'conf';
import type { Preferences } from './preferences.ts';

const name = 'preferences';

/** What both engines are told, so that the file is the same whichever wrote it. */
export type FileOptions = {
  readonly cwd: string;
  readonly name: string;
  readonly clearInvalidConfig: false;
  readonly accessPropertiesByDotNotation: false;
  readonly configFileMode: number;
};

/** What is used of `conf` and of `electron-store`. */
export type FileStore = {
  store: Record<string, unknown>;
  has(key: string): boolean;
};

export type PreferencesPlace = {
  readonly dir: string;
  /** Epoch milliseconds, the suffix of a file that is put aside. */
  readonly nowMs: number;
  /** Opens the file with another engine than `conf`. */
  readonly open?: (options: FileOptions) => FileStore;
};

export function openPreferencesFile({ dir, nowMs, open = openConf }: PreferencesPlace): Preferences {
  mkdirSync(dir, { recursive: true });
  const file = path.join(dir, `${name}.json`);
  try {
    return over(openAndRead(dir, open), null);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const damagedFile = `${file}.damaged-${nowMs}`;
    renameSync(file, damagedFile);
    return over(openAndRead(dir, open), damagedFile);
  }
}

function openConf({ name: configName, ...options }: FileOptions): FileStore {
  return new Conf<Record<string, unknown>>({ ...options, configName });
}

/** An unreadable file throws here: reading it is part of opening it. */
function openAndRead(dir: string, open: NonNullable<PreferencesPlace['open']>): FileStore {
  const store = open({
    cwd: dir,
    name,
    clearInvalidConfig: false,
    accessPropertiesByDotNotation: false,
    configFileMode: 0o600,
  });
  store.has('');
  return store;
}

function over(store: FileStore, damagedFile: string | null): Preferences {
  return {
    stored: { ...store.store },
    damagedFile,
    async keep(values) {
      store.store = { ...store.store, ...values };
    },
  };
}
