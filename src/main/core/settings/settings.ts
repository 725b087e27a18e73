// The settings feature: what a person chose over the defaults, kept in the preferences.
import { isDeepStrictEqual } from 'node:util';
import { Settings } from '../../../preload/contract/settings.ts';
import { CodedFailure } from '../coded-failure.ts';
import { createInTurn } from '../in-turn.ts';
import type { SettingsPatch, SettingsPort } from '../ports.ts';
import { createCell } from '../watchable.ts';
import type { Preferences } from './preferences.ts';

/** What the environment decides as long as nobody chose otherwise. */
export type SettingsDefaults = Pick<Settings, 'ollamaAddress' | 'serverAddress'>;

/**
 * Only what was chosen is written, so a default that changes (OLLAMA_HOST, TALLYSTICK_SERVER) still counts for everyone who left it alone.
 * `set` rejects with a CodedFailure `store_failed` when it cannot be kept; then nothing has changed.
 */
export function createSettings({
  preferences,
  defaults,
}: {
  readonly preferences: Preferences;
  readonly defaults: SettingsDefaults;
}): SettingsPort {
  const all: Settings = { ...plain, ...defaults };
  const inTurn = createInTurn();
  const cell = createCell(Settings.parse({ ...all, ...readable(preferences.stored) }), isDeepStrictEqual);

  return {
    current: () => cell.current(),
    watch: (signal) => cell.watch(signal),
    set: (patch) => inTurn(() => setNow(patch)),
  };

  async function setNow(patch: SettingsPatch): Promise<Settings> {
    const chosen = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    const next = Settings.parse({ ...cell.current(), ...chosen });
    await keep(preferences, chosen);
    cell.set(next);
    return next;
  }
}

const plain: Omit<Settings, keyof SettingsDefaults> = {
  theme: 'system',
  defaultModel: null,
  systemPrompt: '',
  keepLoadedS: null,
  isDemoModelOn: false,
  isSidebarFolded: false,
  hasOnboarded: false,
  sendKey: 'enter',
  wrapsCode: false,
  numbersCode: false,
  makesTitles: true,
};

async function keep(preferences: Preferences, chosen: Readonly<Record<string, unknown>>): Promise<void> {
  try {
    await preferences.keep(chosen);
  } catch (error) {
    throw new CodedFailure('store_failed', {
      detail: error instanceof Error ? error.message : null,
      canRetry: true,
      cause: error,
    });
  }
}

/** Every value that still makes sense, one by one: a single wrong one costs only itself. */
function readable(stored: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const sound = Settings.keyof().options.filter((key) => Settings.shape[key].safeParse(stored[key]).success);
  return Object.fromEntries(sound.map((key) => [key, stored[key]]));
}
