// Presets, and the parameters of chats, in the database.
import { z } from 'zod';
import type { ChatId } from '../../../preload/contract/ids.ts';
import { Parameters, type Preset } from '../../../preload/contract/parameters.ts';
import { PresetId } from '../../../preload/contract/preset-id.ts';
import type { Readable, ReadableDb, WritableDb } from '../store/db.ts';
import { jsonColumn } from '../store/json-column.ts';

const PresetRow = z
  .object({ id: PresetId, name: z.string(), parameters: jsonColumn(Parameters), is_default: z.int() })
  .transform(({ is_default, ...row }): Preset => ({ ...row, isDefault: is_default === 1 }));

const preset = 'SELECT id, name, parameters, is_default FROM presets WHERE removed_at IS NULL';

export function listPresets(db: ReadableDb): Readable<Preset> {
  return db.readable(PresetRow, `${preset} ORDER BY name COLLATE NOCASE, created_at`);
}

export function findPreset(db: ReadableDb, id: PresetId): Preset | null {
  return db.readable(PresetRow, `${preset} AND id = @id`, { id }).rows[0] ?? null;
}

export function defaultPreset(db: ReadableDb): Preset | null {
  return db.readable(PresetRow, `${preset} AND is_default = 1`).rows[0] ?? null;
}

type NewPreset = Pick<Preset, 'id' | 'name' | 'parameters'> & { readonly now: number };

export function putPreset(db: WritableDb, { id, name, parameters, now }: NewPreset): void {
  db.run(
    `INSERT INTO presets (id, name, parameters, created_at) VALUES (@id, @name, @parameters, @now)
     ON CONFLICT (id) DO UPDATE SET name = @name, parameters = @parameters, removed_at = NULL`,
    { id, name, parameters: JSON.stringify(parameters), now },
  );
}

export function renamePreset(db: WritableDb, id: PresetId, name: string): void {
  db.run('UPDATE presets SET name = @name WHERE id = @id', { id, name });
}

export function makeDefault(db: WritableDb, id: PresetId | null): void {
  db.run('UPDATE presets SET is_default = 0 WHERE is_default = 1');
  if (id !== null) db.run('UPDATE presets SET is_default = 1 WHERE id = @id', { id });
}

/** One that was removed stays the default where nothing else became it, so that taking it back brings back all of it. */
export function removePreset(db: WritableDb, id: PresetId, now: number): void {
  db.run('UPDATE presets SET removed_at = @now WHERE id = @id', { id, now });
}

export function restorePreset(db: WritableDb, id: PresetId): void {
  db.run('UPDATE presets SET removed_at = NULL WHERE id = @id', { id });
}

/** Deletes for good what was removed. */
export function purgePresets(db: WritableDb): void {
  db.run('DELETE FROM presets WHERE removed_at IS NOT NULL');
}

export function isChatThere(db: ReadableDb, id: ChatId): boolean {
  return db.get(z.unknown(), 'SELECT 1 FROM chats WHERE id = @id AND removed_at IS NULL', { id }) !== null;
}

const ParametersRow = z.object({ parameters: jsonColumn(Parameters) }).transform((row) => row.parameters);

/** Of a chat; it has none, or one. */
export function findParameters(db: ReadableDb, id: ChatId): Readable<Parameters> {
  return db.readable(ParametersRow, 'SELECT parameters FROM chat_parameters WHERE chat_id = @id', { id });
}

export function putParameters(db: WritableDb, id: ChatId, parameters: Parameters): void {
  db.run(
    `INSERT INTO chat_parameters (chat_id, parameters) VALUES (@id, @parameters)
     ON CONFLICT (chat_id) DO UPDATE SET parameters = @parameters`,
    { id, parameters: JSON.stringify(parameters) },
  );
}
