// The presets feature: how the models of each chat are asked, and presets that a person made of it.
import type { ChatId } from '../../../preload/contract/ids.ts';
import { presetsMax } from '../../../preload/contract/parameter-bounds.ts';
import { plainParameters, type Parameters, type Preset } from '../../../preload/contract/parameters.ts';
import type { PresetId } from '../../../preload/contract/preset-id.ts';
import type { ChatParameters, Clock, Watchable } from '../ports.ts';
import type { WritableDb } from '../store/db.ts';
import { createCell } from '../watchable.ts';
import {
  defaultPreset,
  findParameters,
  findPreset,
  isChatThere,
  listPresets,
  makeDefault,
  purgePresets,
  putParameters,
  putPreset,
  removePreset,
  renamePreset,
  restorePreset,
} from './preset-queries.ts';

export type PresetsFeature = {
  readonly presets: Watchable<Preset[]>;
  /** For the chat. */
  readonly ofChats: ChatParameters;
  /** null: there is no such chat. */
  set(chatId: ChatId, parameters: Parameters): Parameters | null;
  /** null: there are too many. */
  save(preset: Pick<Preset, 'id' | 'name' | 'parameters'>): Preset | null;
  /** These give null where there is no such preset. */
  rename(id: PresetId, name: string): Preset | null;
  setDefault(id: PresetId | null): { readonly id: PresetId | null } | null;
  remove(id: PresetId): Preset | null;
  restore(id: PresetId): Preset | null;
};

type PresetsParts = {
  readonly db: WritableDb;
  readonly clock: Clock;
  /** The parameters of a chat have changed. */
  readonly onChange: (chatId: ChatId) => void;
  /** Of what cannot be read. */
  readonly reportDefect: (error: unknown) => void;
};

export function createPresets({ db, clock, onChange, reportDefect }: PresetsParts): PresetsFeature {
  db.transact('relaxed', () => purgePresets(db));
  const stored = listPresets(db);
  if (stored.unreadable > 0) reportDefect(new Error(`${stored.unreadable} presets cannot be read`));
  const all = createCell(stored.rows);

  function of(chatId: ChatId): Parameters {
    const { rows, unreadable } = findParameters(db, chatId);
    if (unreadable > 0) reportDefect(new Error(`The parameters of chat ${chatId} cannot be read`));
    return rows[0] ?? plainParameters;
  }

  function change(id: PresetId, work: () => void): Preset | null {
    if (findPreset(db, id) === null) return null;
    return write(id, work);
  }

  function write(id: PresetId, work: () => void): Preset | null {
    db.transact('durable', work);
    all.set(listPresets(db).rows);
    return findPreset(db, id);
  }

  return {
    presets: all,
    ofChats: {
      of,
      begin(chatId, chosen) {
        const first = chosen ?? defaultPreset(db)?.parameters ?? null;
        if (first !== null) putParameters(db, chatId, first);
      },
    },
    set(chatId, parameters) {
      if (!isChatThere(db, chatId)) return null;
      db.transact('durable', () => putParameters(db, chatId, parameters));
      onChange(chatId);
      return of(chatId);
    },
    save(preset) {
      if (findPreset(db, preset.id) === null && all.current().length >= presetsMax) return null;
      return write(preset.id, () => putPreset(db, { ...preset, now: clock.now() }));
    },
    rename: (id, name) => change(id, () => renamePreset(db, id, name)),
    setDefault(id) {
      if (id !== null && findPreset(db, id) === null) return null;
      db.transact('durable', () => makeDefault(db, id));
      all.set(listPresets(db).rows);
      return { id };
    },
    remove(id) {
      const preset = findPreset(db, id);
      if (preset !== null) write(id, () => removePreset(db, id, clock.now()));
      return preset;
    },
    restore: (id) => write(id, () => restorePreset(db, id)),
  };
}
