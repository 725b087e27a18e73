// The desktop app's preferences, kept by electron-store in the main process. The same file as in the browser shell.
import ElectronStore from 'electron-store';
import { openPreferencesFile } from '../core/settings/preferences-file.ts';
import type { Preferences } from '../core/settings/preferences.ts';

export function openPreferencesStore(place: { readonly dir: string; readonly nowMs: number }): Preferences {
  return openPreferencesFile({
    ...place,
    open: (options) => new ElectronStore<Record<string, unknown>>(options),
  });
}
