// Parameters and presets over the double's memory.
import { implement } from '@orpc/server';
import { readSchema } from '../../../src/preload/contract/answer-schema.ts';
import { parameters, presets } from '../../../src/preload/contract/parameters.ts';
import type { Preset } from '../../../src/preload/contract/parameters.ts';
import type { PresetId } from '../../../src/preload/contract/preset-id.ts';
import { tellBeside, type World } from './world.ts';

const os = implement({ parameters, presets });
const always = new AbortController().signal;

export function presetsRouter(world: World) {
  const removed = new Map<PresetId, Preset>();
  const all = (): Preset[] => world.presets.current();
  const put = (next: readonly Preset[]): void =>
    world.presets.set(next.toSorted((one, other) => one.name.localeCompare(other.name)));
  const without = (id: PresetId): readonly Preset[] => all().filter((one) => one.id !== id);
  const find = (id: PresetId): Preset | undefined => all().find((one) => one.id === id);

  return {
    parameters: {
      set: os.parameters.set.handler(({ input }) => {
        world.parameters.set(input.chatId, input.parameters);
        tellBeside(world, input.chatId);
        return input.parameters;
      }),
      checkSchema: os.parameters.checkSchema.handler(({ input }) => {
        const check = readSchema(input.text);
        return check.kind === 'ok' ? { kind: 'ok' } : check;
      }),
    },
    presets: {
      watch: os.presets.watch.handler(async function* ({ signal }) {
        yield* world.presets.watch(signal ?? always);
      }),
      save: os.presets.save.handler(({ input }) => {
        const preset = { ...input, isDefault: find(input.id)?.isDefault ?? false };
        put([...without(input.id), preset]);
        return preset;
      }),
      rename: os.presets.rename.handler(({ input, errors }) => {
        const preset = find(input.id);
        if (preset === undefined) throw errors.preset_not_found();
        put([...without(input.id), { ...preset, name: input.name }]);
        return { ...preset, name: input.name };
      }),
      setDefault: os.presets.setDefault.handler(({ input }) => {
        put(all().map((one) => ({ ...one, isDefault: one.id === input.id })));
        return input;
      }),
      remove: os.presets.remove.handler(({ input, errors }) => {
        const preset = find(input.id);
        if (preset === undefined) throw errors.preset_not_found();
        removed.set(input.id, preset);
        put(without(input.id));
        return input;
      }),
      restore: os.presets.restore.handler(({ input, errors }) => {
        const preset = removed.get(input.id);
        if (preset === undefined) throw errors.preset_not_found();
        put([...without(input.id), preset]);
        return preset;
      }),
    },
  };
}
