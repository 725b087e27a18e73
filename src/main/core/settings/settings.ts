// The settings feature: what a person chose over the defaults, kept in the preferences.
import { isDeepStrictEqual } from 'node:util';
import { firstOllama } from '../../../preload/contract/ids.ts';
import { ollamasMax } from '../../../preload/contract/ollama-limits.ts';
import { OllamaRecord } from '../../../preload/contract/ollamas.ts';
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
  const cell = createCell(consistent(Settings.parse({ ...all, ...readable(preferences.stored) })), isDeepStrictEqual);

  return {
    current: () => cell.current(),
    watch: (signal) => cell.watch(signal),
    set: (patch) => inTurn(() => setNow(patch)),
  };

  async function setNow(patch: SettingsPatch): Promise<Settings> {
    const chosen = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    const next = consistent(Settings.parse({ ...cell.current(), ...chosen }));
    await keep(preferences, chosen);
    cell.set(next);
    return next;
  }
}

const plain: Omit<Settings, keyof SettingsDefaults> = {
  theme: 'system',
  // Before there could be several, there was this one.
  ollamas: [{ id: firstOllama, name: '', address: null, headers: [] }],
  usualOllama: firstOllama,
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
  const values = 'ollamas' in stored ? { ...stored, ollamas: soundOllamas(stored['ollamas']) } : stored;
  const sound = Settings.keyof().options.filter((key) => Settings.shape[key].safeParse(values[key]).success);
  return Object.fromEntries(sound.map((key) => [key, values[key]]));
}

/** One that makes no sense costs only itself. Of two with one id the first counts. */
function soundOllamas(stored: unknown): readonly OllamaRecord[] {
  const sound = (Array.isArray(stored) ? stored : []).flatMap((one: unknown) => {
    const parsed = OllamaRecord.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
  return sound.filter(({ id }, at) => sound.findIndex((one) => one.id === id) === at).slice(0, ollamasMax);
}

/** The usual one is among them. */
function consistent(settings: Settings): Settings {
  const { ollamas, usualOllama } = settings;
  const [first] = ollamas;
  if (first === undefined || ollamas.some(({ id }) => id === usualOllama)) return settings;
  return { ...settings, usualOllama: first.id };
}
